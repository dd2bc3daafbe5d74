# shellcheck shell=bash
# Sourced by eng/bench.sh: how often a session in constant use is written to the database.

interval=20 length=40
echo "Using $sessions sessions for $length s, with an interval of $interval s"
portal a $port_a Sessions__LastActiveInterval=00:00:$interval
updates() { query -c "select n_tup_upd, n_tup_hot_upd from pg_stat_user_tables where relname = 'device_sessions'"; }
# In life they fall due one after the other: all at once would find no room for their new versions beside the old ones.
query -c "update device_sessions set last_active_at = now() - random() * interval '$interval seconds'" -c 'vacuum full analyze device_sessions'
sleep 2
IFS='|' read -r all_before hot_before < <(updates)
hit used 1 a "$a/session/verify" "$work/live" 32 $length strict
# Statistics arrive a moment later.
sleep 2
IFS='|' read -r all_after hot_after < <(updates)
written=$((all_after - all_before)) hot=$((hot_after - hot_before))
end a

title "Writes of last_active_at: $(awk '$1 == "used" { print $3 }' "$work/figures") requests over $sessions sessions in $length s, interval $interval s"
row 'writes per session and interval' "$(awk -v all=$written -v sessions=$sessions -v intervals=$((length / interval)) 'BEGIN { print all / sessions / (intervals + 1) }')" '' '<=' 1
row 'of them HOT' "$(awk -v hot=$hot -v all=$written 'BEGIN { print all ? 100 * hot / all : 0 }')" ' %' '>=' 99
