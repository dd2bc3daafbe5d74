# shellcheck shell=bash
# Sourced by eng/bench.sh: a request with a session, beside what a request costs without one, by stateless cookie, and with the peers' sessions.

portal a $port_a
start baseline "$baseline/constant" env ASPNETCORE_URLS=$baseline dotnet "$work/Baseline/Baseline.dll"
curl -fsS "$baseline/cookies?count=$sessions" >"$work/stateless"
! has reading-through || portal through $port_through ConnectionStrings__Feed="${ConnectionStrings__Portal/Database=portal/Database=nothing}"
if has peers; then source eng/bench/peers.sh; fi

# Until the portal knows all of them, and its code is warm.
if has check || has peers; then
  for _ in $(seq 20); do
    hit warming 0 a "$a/session/verify" "$work/live"
    awk 'END { exit !($5 < 0.005) }' "$work/figures" && break
  done
fi

echo "Asking for $sessions sessions in rotation, a cold round and $rounds warm ones"
for round in $(seq 0 "$rounds"); do
  hit stateless "$round" baseline "$baseline/check" "$work/stateless" 32 "$seconds" strict
  hit constant "$round" baseline "$baseline/constant" "$work/stateless"
  if has check || has peers; then
    hit check "$round" a "$a/session/verify" "$work/live" 32 "$seconds" strict
    hit live "$round" a "$a/health/live" "$work/live"
  fi
  ! has reading-through || hit through "$round" through "$through/session/verify" "$work/live" 32 "$seconds" strict
  if has peers; then hit_peers "$round"; fi
done

title 'A request with a session: 32 connections, medians of the warm rounds; processor time of server and database together'
printf '   %-34s %12s %24s %16s %16s %8s\n' '' 'requests/s' 'ms/request (+ database)' 'median ms' 'p99 ms' 'errors'
for variant in constant:'nothing (baseline app)' live:'/health/live' stateless:'stateless cookie, 12 claims' check:'/session/verify' through:'/session/verify, feed down' better-auth:'better-auth get-session' express:'express-session'; do
  name=${variant%%:*}
  grep -q "^$name " "$work/figures" || continue
  printf '   %-34s %12.0f %14.4f + %-7.4f %16.2f %16.2f %8d\n' "${variant#*:}" "$(median "$name" 6)" "$(median "$name" 4)" "$(median "$name" 5)" "$(median "$name" 7)" "$(median "$name" 8)" "$(errors "$name")"
done
if has check; then
  row 'the check over the stateless cookie' "$(times check stateless)" ' ×' '<=' 0.5
  row 'the check over /health/live' "$(times check live)" ' ×' '<=' 1.3
  row 'answers of the check that were not 200' "$(errors check)" '' '<=' 0
fi
if has reading-through; then
  row 'reading through (the feed down) over the stateless cookie' "$(times through stateless)" ' ×' '<=' 4
  row 'valid sessions that were not answered with 200 while the feed is down' "$(errors through)" '' '<=' 0
fi
if has peers; then judge_peers; fi
end a through baseline better-auth express
