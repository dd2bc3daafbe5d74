# shellcheck shell=bash
# Sourced by eng/bench.sh: lists and checks with large tables, and what the expiry of many sessions does to the check.

fill() { # from, to
  echo "Filling in sessions $1 to $2"
  query -v from="$1" -v to="$2" -f eng/bench/big-tables.sql
  query -c 'vacuum analyze'
}

small=$((size / 100))
((small >= 1000)) || small=1000
free=$(df --output=avail -k "$work" | tail -n 1)
# About 4 KB for a session with its share of accounts and events, and as much again for what is written on the way.
((free > size * 6)) || fail "The big tables need about $((size * 6 / 1000000)) GB: use --size."

rig seed admin 1 1 "$work/admin"

# checked NAME: the check from memory and from its row, 8 connections.
checked() {
  local round
  portal a $port_a
  portal through $port_through ConnectionStrings__Feed="${ConnectionStrings__Portal/Database=portal/Database=nothing}"
  for round in $(seq 0 "$rounds"); do
    hit "known-$1" "$round" a "$a/session/verify" "$work/live" 8 "$seconds" strict
    hit "read-$1" "$round" through "$through/session/verify" "$work/live" 8 "$seconds" strict
  done
  end through a
}
fill 0 $small
checked small
fill $small "$size"
checked big

title "Large tables: $(query -c "select to_char(count(*), 'FM999,999,999') from device_sessions") sessions, $(query -c "select to_char(count(*), 'FM999,999,999') from users") accounts, $(query -c "select to_char(count(*), 'FM999,999,999') from security_events") events"
row "the check from memory, median, over that with a hundredth of the rows" "$(awk -v big="$(median known-big 7)" -v small="$(median known-small 7)" 'BEGIN { print big / small }')" ' ×' '<=' 1.2
row "the check by its row, median, over that with a hundredth of the rows" "$(awk -v big="$(median read-big 7)" -v small="$(median read-small 7)" 'BEGIN { print big / small }')" ' ×' '<=' 1.2

# In production administrators need a second factor before they see anything; and a grant by command would end the session.
portal a $port_a TwoFactor__RequiredForRoles=nobody Admin__Emails=admin0@example.com
address=$(query -c "select email from users where email like 'grace.%' order by id limit 1")
pages=(/account/sessions /account/activity /admin/accounts "/admin/accounts?q=${address%@*}" /admin/accounts?q=holm /admin/accounts?q=holmg /admin/accounts?q=holmgate /admin/accounts?q=grace.holm /admin/accounts?q=nobody-of-ours "/admin/accounts?q=$address" /admin/accounts?q=@company123.example /admin/accounts?state=locked
  /admin/activity '/admin/activity?kind=sign-in' '/admin/activity?outcome=refused' "/admin/activity?account=$address")
for page in "${pages[@]}"; do
  cookies=$work/admin
  [[ $page == /admin* ]] || cookies=$work/live
  curl -fso "$work/page" --max-time 60 -H "Cookie: $(awk 'NR == 1 { print $2 }' "$cookies")" "$a$page" || fail "$page was not answered with 200."
  # Until the compiler has made the best of it: for twenty seconds, and on while that still makes it faster by a twentieth.
  before=0
  for warm in $(seq 9); do
    hit warming 0 a "$a$page" "$cookies" 8 10
    now=$(tail -n 1 "$work/figures" | cut -d ' ' -f 6)
    ((warm < 2)) || awk -v now="$now" -v before="$before" 'BEGIN { exit !(now > before * 1.05) }' || break
    before=$now
  done
  for round in $(seq 0 "$rounds"); do hit "$page" "$round" a "$a$page" "$cookies" 8 "$seconds" strict; done
  [[ $(errors "$page") == 0 ]] || fail "$page was not always answered with 200."
  row "$page: p99, 8 connections ($(stolen "$page") % stolen)" "$(median "$page" 8)" ' ms' '<' 30
done
end a

overdue=$((size / 10))
portal a $port_a Retention__Interval=00:01:00
for round in $(seq 0 "$rounds"); do hit calm "$round" a "$a/session/verify" "$work/live" 8 "$seconds" strict; done
query -c "update device_sessions set last_active_at = now() - interval '40 days' where id in (select id from device_sessions where ticket = '\x00' limit $overdue)" >"$work/log"
left() { query -c "select count(*) from device_sessions where last_active_at < now() - interval '30 days'"; }
for _ in $(seq 240); do
  (($(left) == overdue)) || break
  sleep 0.5
done
# Round after round until nothing is left; one in which none expired says nothing. The first is warm: so was the calm one.
round=0 expired=0 from=$(left)
while ((from > 0 && round < 20)); do
  hit expiring $((round + 1)) a "$a/session/verify" "$work/live" 8 2 strict
  to=$(left)
  if ((to == from)); then sed -i '$d' "$work/figures"; else round=$((round + 1)) expired=$((expired + from - to)); fi
  from=$to
done
((round > 0)) || fail 'No session expired meanwhile.'
row "p99 of the check while $overdue sessions expire ($expired in $round rounds of 2 s), over the calm one" \
  "$(awk -v busy="$(median expiring 8)" -v calm="$(median calm 8)" 'BEGIN { print busy / calm }')" ' ×' '<=' 2
end a
