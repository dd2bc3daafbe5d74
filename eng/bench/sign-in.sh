# shellcheck shell=bash
# Sourced by eng/bench.sh: what a sign-in costs beside its password, and what a storm of sign-ins does to the check.

echo 'Signing in'
storms=$((rounds < 3 ? rounds : 3)) each=20
# Until the compiler has made the best of it: each method is made anew after 30 calls, and again after 30 more.
warm_up=400
signers=$((warm_up + (rounds + 1) * each + (storms + 1) * 200))
rig seed signer $signers $signers "$work/signers"
portal a $port_a ASPNETCORE_ENVIRONMENT=Development RateLimits__Enabled=false Passwords__MaxWaiting=300 Mail__Smtp__Host=

rig sign-in $a signer 0 $warm_up 2 >/dev/null
next=$warm_up
# What both cost while nothing is asked of them is no part of a sign-in either.
resting=10
before=$(($(ticks "${running[a]}") + $(database_ticks)))
sleep $resting
rest=$(awk -v used=$(($(ticks "${running[a]}") + $(database_ticks) - before)) -v resting=$resting 'BEGIN { print used * 10 / resting }')
for round in $(seq 0 "$rounds"); do
  server_before=$(ticks "${running[a]}") database_before=$(database_ticks) began=$(date +%s%N)
  rig pair $a signer $next $each >"$work/signed"
  length=$((($(date +%s%N) - began) / 1000000))
  server_after=$(ticks "${running[a]}") database_after=$(database_ticks)
  next=$((next + each)) verify=$(field verify <"$work/signed")
  [[ $(field signed-in <"$work/signed") == "$each" ]] || fail 'Not every sign-in was let in.'
  awk -v round="$round" -v verify="$verify" -v server=$((server_after - server_before)) -v database=$((database_after - database_before)) -v each=$each -v rest="$rest" -v length_ms=$length \
    'BEGIN { print "verify", round, each, verify, 0; print "sign-in", round, each, (server * 10 - rest * length_ms / 1000) / each, database * 10 / each }' >>"$work/figures"
done

queued=0
for round in $(seq 0 $storms); do
  hit quiet "$round" a "$a/session/verify" "$work/live" 8 "$seconds" strict
  rig sign-in $a signer $next 200 200 >"$work/signed" &
  running[storm]=$!
  next=$((next + 200))
  # Until all of them wait for a password thread: what comes before that is a sign-in's own work.
  began=$(ticks "${running[a]}")
  until (($(ticks "${running[a]}") - began > 250)); do sleep 0.05; done
  hit stormy "$round" a "$a/session/verify" "$work/live" 8 "$seconds" strict
  kill -0 "${running[storm]}" 2>/dev/null && queued=$((queued + 1))
  wait "${running[storm]}" || fail 'The sign-ins failed.'
  unset 'running[storm]'
  [[ $(field signed-in <"$work/signed") == 200 ]] || fail "Not every queued sign-in was let in: $(cat "$work/signed")"
done
((queued == storms + 1)) || fail 'The queue was empty before the measurement was over.'

title 'Signing in: medians of the warm rounds'
row 'portal and database at rest: processor time' "$rest" ' ms a second'
row 'one password verified: processor time' "$(cost verify)" ' ms'
row 'a sign-in, server and database together: processor time' "$(cost sign-in)" ' ms'
row 'a sign-in over one password' "$(times sign-in verify)" ' ×' '<=' 1.1
row 'p99 of the check, quiet (8 connections)' "$(median quiet 8)" ' ms'
row 'p99 of the check while 200 sign-ins are queued' "$(median stormy 8)" ' ms'
row 'p99 of the check in the storm over quiet' "$(times stormy quiet 8)" ' ×' '<' 3
end a
