#!/usr/bin/perl
# Makes a database of networks (autonomous systems) from a list of ranges with MaxMind's own writer, laid out as its GeoLite2-ASN is:
#     networks.pl TO LIST...
# A line of a list is FIRST,LAST,NUMBER,NAME; a name with a comma or a quote stands in quotes.
use strict;
use warnings;
use MaxMind::DB::Writer::Tree;

my ($to, @lists) = @ARGV;
my %types = (autonomous_system_number => 'uint32', autonomous_system_organization => 'utf8_string');
my $tree = MaxMind::DB::Writer::Tree->new(
    ip_version            => 6,
    record_size           => 28,
    database_type         => 'Tests-ASN',
    languages             => [],
    description           => { en => 'Networks for tests' },
    map_key_type_callback => sub { $types{ $_[0] } },
    # IPv4 within IPv6 (::ffff:0:0/96, 6to4, Teredo) leads to IPv4's own part.
    alias_ipv6_to_ipv4 => 1,
);

for my $list (@lists) {
    open my $lines, '<:encoding(UTF-8)', $list or die "$list: $!\n";
    while (my $line = <$lines>) {
        my ($first, $last, $number, $quoted, $plain) = $line =~ /^([^,]+),([^,]+),(\d+),(?:"((?:[^"]|"")*)"|([^"]*?))\r?\n?$/
            or die "$list, line $.: $line";
        # Where IPv4 is led to there is nothing else to be said.
        next if $first =~ /^(2001|2002)::$/;
        my $name = $quoted // $plain;
        $name =~ s/""/"/g;
        my %network = (autonomous_system_number => $number);
        $network{autonomous_system_organization} = $name if length $name;
        $tree->insert_range($first, $last, \%network);
    }
}

open my $file, '>:raw', $to or die "$to: $!\n";
$tree->write_tree($file);
close $file or die "$to: $!\n";
