using AccountPortal.Saml;
using AccountPortal.Saml.Operation.Dns;
using AccountPortal.Settings;
using Microsoft.Extensions.Options;

namespace AccountPortal.Tests.Saml.Operation;

/// <summary>The look-up in the DNS, against a server that may say anything.</summary>
public class TxtLookupTests : IAsyncLifetime
{
    private const string Name = "_accountportal-challenge.acme.example";
    private TestDns dns = null!;

    public Task InitializeAsync()
    {
        dns = TestDns.Start();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await dns.DisposeAsync();

    [Fact]
    public async Task Records_are_found_each_with_its_strings_joined()
    {
        var text = new string('x', 300);
        dns.Records[Name] = ["one", text[..200]];
        Assert.Equal(["one", text[..200]], Texts(await FindAsync()));
        dns.Script = question => [TestDns.Message(question, 0x8180, TestDns.Record([0xC0, 12], 16, TestDns.Strings(text)))];
        Assert.Equal([text], Texts(await FindAsync()));
    }

    [Fact]
    public async Task Another_name_for_it_leads_there_and_no_record_of_any_other_name_counts()
    {
        var (other, stranger) = (TestDns.Name("proofs.acme.example"), TestDns.Name("acme.example"));
        dns.Script = question => [TestDns.Message(question, 0x8180, TestDns.Record([0xC0, 12], 5, other), TestDns.Record(stranger, 16, TestDns.Strings("theirs")), TestDns.Record(other, 16, TestDns.Strings("ours")))];
        Assert.Equal(["ours"], Texts(await FindAsync()));
        dns.Script = question => [TestDns.Message(question, 0x8180, TestDns.Record(stranger, 16, TestDns.Strings("theirs")))];
        Assert.IsType<TxtAnswer.Missing>(await FindAsync());
    }

    [Fact]
    public async Task What_the_server_says_of_the_name_is_told_from_what_it_cannot_say()
    {
        Assert.IsType<TxtAnswer.Missing>(await FindAsync());
        dns.Script = question => [TestDns.Message(question, 0x8180)];
        Assert.IsType<TxtAnswer.Missing>(await FindAsync());
        foreach (var (flags, why) in new[] { (0x8182, "SERVFAIL"), (0x8185, "REFUSED"), (0x8184, "the error 4"), (0x8100, "does not ask other servers") })
        {
            dns.Script = question => [TestDns.Message(question, (ushort)flags)];
            Assert.Contains(why, Assert.IsType<TxtAnswer.Failed>(await FindAsync()).Why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_guesses_is_not_heard_and_does_not_keep_the_right_answer_away()
    {
        dns.Script = question =>
        {
            byte[] otherNumber = [(byte)(question[0] ^ 1), .. question[1..]];
            var otherName = question.ToArray();
            otherName[13] ^= 1;
            byte[] otherType = [.. question[..^3], 1, .. question[^2..]];
            return
            [
                TestDns.Answer(otherNumber, "forged"), TestDns.Answer(otherName, "forged"), TestDns.Answer(otherType, "forged"), TestDns.Message(question, 0x0180, TestDns.Record([0xC0, 12], 16, TestDns.Strings("forged"))),
                question[..5], TestDns.Answer(question, "cut")[..^2], TestDns.Answer(question, new string('x', 600)),
                // A name that points at itself, and one that points ahead.
                TestDns.Message(question, 0x8180, TestDns.Record([0xC0, (byte)question.Length], 16, TestDns.Strings("forged"))), TestDns.Message(question, 0x8180, TestDns.Record([0xC1, 0xFF], 16, TestDns.Strings("forged"))),
                TestDns.Answer(question, "right"),
            ];
        };
        Assert.Equal(["right"], Texts(await FindAsync()));
    }

    [Fact]
    public async Task What_does_not_fit_is_asked_for_by_TCP_and_too_much_is_too_much()
    {
        string[] many = [.. Enumerable.Range(0, 20).Select(number => $"{number:000}{new string('x', 60)}")];
        dns.Script = question => [TestDns.Message(question, 0x8380)];
        dns.Records[Name] = many;
        Assert.Equal(many, Texts(await FindAsync()));
        dns.TcpScript = question => TestDns.Answer(question, [.. Enumerable.Repeat(new string('x', 200), 100)]);
        Assert.Contains("too large", Assert.IsType<TxtAnswer.Failed>(await FindAsync()).Why, StringComparison.Ordinal);
        dns.TcpScript = question => TestDns.Answer([(byte)(question[0] ^ 1), .. question[1..]], "forged");
        Assert.Contains("makes no sense", Assert.IsType<TxtAnswer.Failed>(await FindAsync()).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_is_a_failure_after_two_tries_and_the_next_server_is_asked()
    {
        dns.Script = _ => [];
        Assert.Contains("in time", Assert.IsType<TxtAnswer.Failed>(await FindAsync(TimeSpan.FromMilliseconds(50))).Why, StringComparison.Ordinal);
        Assert.Equal(2, dns.Questions);
        await using var second = TestDns.Start();
        second.Records[Name] = ["there"];
        dns.Script = question => [TestDns.Error(question, 2)];
        Assert.Equal(["there"], Texts(await FindAsync(null, second.Address)));
    }

    [Fact]
    public async Task Questions_have_numbers_that_nobody_can_guess()
    {
        var numbers = new HashSet<(byte, byte)>();
        dns.Script = question =>
        {
            numbers.Add((question[0], question[1]));
            return [TestDns.Error(question, 3)];
        };
        for (var i = 0; i < 8; i++)
        {
            await FindAsync();
        }

        Assert.True(numbers.Count > 4);
    }

    private Task<TxtAnswer> FindAsync(TimeSpan? timeout = null, params string[] more)
    {
        TextList servers = [dns.Address, .. more];
        return new TxtLookup(Options.Create(new SamlSettings { DnsServers = servers, DnsTimeout = timeout ?? TimeSpan.FromSeconds(20) })).FindAsync(Name, default);
    }

    private static IReadOnlyList<string> Texts(TxtAnswer answer) => Assert.IsType<TxtAnswer.Found>(answer).Texts;
}
