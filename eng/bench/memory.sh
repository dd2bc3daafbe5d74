# shellcheck shell=bash
# Sourced by eng/bench.sh: what 100,000 remembered sessions take. Resident memory of the process, with the collector set to keep little garbage.

echo 'Remembering 100,000 sessions'
many=100000
rig seed many $many 20000 "$work/many"
portal a $port_a DOTNET_gcServer=0 DOTNET_gcConcurrent=0 DOTNET_GCgen0size=0x400000 DOTNET_GCConserveMemory=9
resident() { awk '/^VmRSS/ { print $2 }' "/proc/${running[a]}/status"; }
# The code is warm before: both ways, by memory and by row.
hit warm 1 a "$a/session/verify" "$work/live" 8 10 strict
before=$(resident)
reads() { query -c "select coalesce(sum(idx_scan), 0) from pg_stat_user_indexes where indexrelname = 'ix_device_sessions_key_hash'"; }
for _ in $(seq 60); do
  sleep 1
  from=$(reads)
  hit remember 1 a "$a/session/verify" "$work/many" 8 5 strict
  sleep 2
  # Until one pass through all of them reads next to nothing.
  (($(reads) - from > 200)) || break
done
after=$(resident)
((($(reads) - from) <= 200)) || fail 'The portal did not remember all of the sessions.'
end a

title "Memory of $many remembered sessions"
row 'for each' "$(awk -v grown=$((after - before)) -v count=$((many - sessions)) 'BEGIN { print 1024 * grown / count }')" ' bytes'
row 'together' "$(awk -v grown=$((after - before)) -v count=$((many - sessions)) -v many=$many 'BEGIN { print grown / count * many * 1024 / 1e6 }')" ' MB' '<' 150
