# shellcheck shell=bash
# Sourced by eng/bench.sh: until when another node accepts a session that was ended, with its change feed up, cut and hanging.

echo 'Revoking'
# The instant that the database notes for a commit is the one before its record goes to the disk. Here the disk takes no time, so that it is the commit's.
query -c 'alter system set fsync = off' -c 'select pg_reload_conf()' >"$work/log"
portal a $port_a
portal b $port_b
for way in psql http; do
  rig seed "revoked-$way" 221 1 "$work/revoked"
  rig revoke $way $a $b "$work/revoked" 200 >"$work/$way"
done
end a
query -c 'alter system reset fsync' -c 'select pg_reload_conf()' >"$work/log"
rig seed cut 40 40 "$work/cut-sessions"
rig cut $b "$work/cut-sessions" 40 >"$work/cut"
rig seed hang 6 6 "$work/hang-sessions"
rig hang $b "$work/hang-sessions" 5 >"$work/hang"
end b

title 'Revocation on another node (200 trials each), which is asked without a pause'
for way in psql http; do
  row "by $way: the first refused request begins after COMMIT, median" "$(field first-refused-median <"$work/$way")" ' ms'
  row "by $way: the first refused request begins after COMMIT, p99" "$(field first-refused-p99 <"$work/$way")" ' ms' '<' 10
  row "by $way: the last accepted request began after COMMIT, worst" "$(field last-accepted-worst <"$work/$way")" ' ms'
done
row 'feed cut (40 trials): a session ended after it is accepted for, worst' "$(field last-accepted-worst <"$work/cut")" ' ms' '<' 10 'none once the cut is noticed (< 10 ms)'
row 'feed cut: listens again after, worst' "$(field back-worst <"$work/cut")" ' ms' '<' 200
row 'feed hanging (SIGSTOP, 5 trials): the last accepted request began after COMMIT, worst' "$(field last-accepted-worst <"$work/hang")" ' ms' '<=' 2500 '<= the lease, 2500 ms'
row 'feed hanging: valid sessions that were not answered with 200' "$(field valid-refused <"$work/hang")" '' '<=' 0
