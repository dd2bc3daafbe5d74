#!/usr/bin/env bash
# Measures how long each page takes on the server, with 50,000 accounts and 200,000 events: the median of 50 requests and the worst, in milliseconds.
# A Release build on a PostgreSQL of its own, which goes with it. Fails where a median is 100 ms or more. Takes about three minutes.
# eng/page-speed.sh WORD measures only the pages with that in their address.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/install.sh

need_dotnet
need_postgres
command -v curl >/dev/null || fail 'curl is missing: install it (apt-get install curl)'
command -v psql >/dev/null || fail 'psql is missing: install it (apt-get install postgresql-client)'

readonly url=http://localhost:5082 requests=50 warm_up=5 limit=100
readonly email=owner@example.com password='quiet harbour lantern'
readonly only=${1:-}
source eng/throwaway.sh

echo 'Starting a PostgreSQL and the portal'
start_postgres
dotnet build AccountPortal -c Release -v quiet --nologo </dev/null >"$work/log" || fail "$(cat "$work/log")"
export ConnectionStrings__Portal="Host=$work/run;Username=portal;Database=portal"
run=(env ASPNETCORE_ENVIRONMENT=Development ASPNETCORE_URLS=$url Logging__LogLevel__Default=Warning RateLimits__Enabled=false
  dotnet run --project AccountPortal -c Release --no-build --no-launch-profile --)
start portal "$url/health/ready" "${run[@]}"

post() { curl -fsS -b "$work/cookies" -c "$work/cookies" -H 'Content-Type: application/json' -o /dev/null "$url$1" -d "{\"email\":\"$email\",\"password\":\"$password\"}"; }
post /signup
query -c "update users set email_verified = true where email = '$email'"
"${run[@]}" admin grant "$email" >/dev/null
post /login
owner=$(query -c "select id from users where email = '$email'")

echo 'Filling in 50,000 accounts and 200,000 events'
query -v owner="$owner" -f eng/page-speed.sql
query -c "select 'with ' || (select count(*) from users) || ' accounts, ' || (select count(*) from security_events) || ' events, '
  || (select count(*) from security_events where account_id = '$owner') || ' of them of the account that looks, '
  || (select count(*) from device_sessions) || ' sessions, ' || (select count(*) from ended_sessions) || ' ended ones'"

# The pages for everybody (those behind mailed links say that the link is gone, with 404), an account's, the administration's.
deep=$(query -c "select id from security_events where account_id = '$owner' order by id offset 200 limit 1")
deepest=$(query -c "select id from security_events order by id offset 500 limit 1")
middle=$(query -c "select id from security_events order by id offset 100000 limit 1")
session=$(query -c "select session_id from security_events where account_id = '$owner' and session_id is not null order by id desc limit 1")
live=$(query -c "select id from device_sessions where user_id = '$owner' order by id limit 1")
other=$(query -c "select id from users order by id offset 30000 limit 1")
others=$(query -c "select email from users where id = '$other'")
locked=$(query -c "select id from users where locked_at is not null limit 1")
shared=$(query -c "select user_id from shared_account_findings order by score, user_id limit 1")
page=$(query -c "select id from users order by id offset 300 limit 1")
waiting=$(query -c "select id from outbox_emails where sent_at is null and failed_at is null and protected_body is null limit 1")
mail=$(query -c "select id from outbox_emails order by id offset 100 limit 1")
letter=$(query -c "select id from outbox_emails where protected_body is not null limit 1")
day=$(date -u -d '3 days ago' +%F 2>/dev/null || date -u -v-3d +%F)

nobodys=(/ /sign-up /sign-up/sent /sign-in /sign-in/password /forgot-password /forgot-password/sent /reset-password /verify-email /not-me /undo-email-change /sign-in/limit
  /dev/mail "/dev/mail?to=$email" "/dev/mail/$letter" "/dev/mail/$letter/html" /dev/mail.json)
accounts=(/account /account/profile /account/email /account/password /account/alerts /account/two-factor /account/two-factor/set-up /account/two-factor/recovery-codes /account/passkeys /account/passkeys/new /step-up /account/sessions /me /me/sessions
  /account/activity "/account/activity?before=$deep" "/account/activity?after=$deep" "/account/activity?group="{sign-ins,refusals,changes,alerts,sessions}
  "/account/activity?group=refusals&before=$deep" "/account/activity?when="{1d,7d,28d,90d,"$day"} "/account/activity?group=changes&when=28d" "/account/activity?session=this" "/account/activity?session=$session")
administrations=(/admin /admin/accounts '/admin/accounts?q=margaret.weber4' '/admin/accounts?q=rgaret%20We' '/admin/accounts?q=4711' '/admin/accounts?q=nobody-like-that' '/admin/accounts?q=_%25' "/admin/accounts?q=$other"
  /admin/accounts?state={locked,unverified} '/admin/accounts?q=haddad&state=locked' '/admin/accounts?q=nobody-like-that&state=unverified' "/admin/accounts?before=$page" "/admin/accounts?q=weber&before=$page"
  "/admin/accounts/$owner" "/admin/accounts/$other" "/admin/accounts/$locked" "/admin/accounts/$other/lock" "/admin/accounts/$locked/unlock" "/admin/accounts/$other/reset-password"
  "/admin/accounts/$owner/sessions/end" "/admin/accounts/$owner/sessions/$live/end" /admin/sessions/end
  /admin/activity "/admin/activity?before=$middle" "/admin/activity?before=$deepest" "/admin/activity?after=$deepest" "/admin/activity?group="{sign-ins,refusals,changes,alerts,sessions}
  "/admin/activity?group=alerts&before=$middle" "/admin/activity?account=$email" "/admin/activity?account=$others" "/admin/activity?account=$email&before=$deep" "/admin/activity?actor=$email" "/admin/activity?actor=$email&group=changes"
  '/admin/activity?address=203.0.113.7' '/admin/activity?address=203.0.113.0/24' '/admin/activity?address=203.0.113.0/24&group=alerts' '/admin/activity?address=203.0.113.0/24&outcome=refused' '/admin/activity?address=10.0.0.0/8' "/admin/activity?address=203.0.113.0/24&before=$deepest"
  '/admin/activity?kind=sign-in' '/admin/activity?kind=sign-in&outcome=refused' '/admin/activity?kind=role-granted' '/admin/activity?kind=not-me' '/admin/activity?outcome=refused' '/admin/activity?outcome=success' "/admin/activity?outcome=refused&before=$middle" '/admin/activity?when=1d' "/admin/activity?when=$day" '/admin/activity?when=28d&kind=email-verified'
  "/admin/activity?account=$email&address=192.0.2.0/24&outcome=refused" "/admin/activity?account=$email&outcome=refused" "/admin/activity?account=$email&kind=not-me"
  "/admin/mail?state="{waiting,failed,sent} "/admin/mail?state=sent&before=$mail" "/admin/mail/$waiting/give-up"
  /admin/shared-accounts "/admin/shared-accounts?score=70&after=$shared" "/admin/shared-accounts/$shared/"{tell,settle} "/admin/shared-accounts/$shared/limit?sessions=3")

slow=0 measured=0
# measure JAR STATUS PATH: the requests go over one connection; the fragment is for curl's counting alone and is not sent.
measure() {
  local jar=$1 expected=$2
  shift 2
  [[ $1 == *"$only"* ]] || return 0
  local result status median worst
  result=$(curl -sS -b "$work/$jar" -o /dev/null -w '%{http_code} %{time_total}\n' "$url$1#[1-$((warm_up + requests))]") || fail "$1 did not answer"
  status=$(cut -d' ' -f1 <<<"$result" | sort -u | paste -sd/)
  read -r median worst < <(tail -n "$requests" <<<"$result" | awk '{ print $2 * 1000 }' | sort -n | awk '{ all[NR] = $1 } END { print (all[int((NR + 1) / 2)] + all[int(NR / 2) + 1]) / 2, all[NR] }')
  printf '%8.1f %8.1f  %s  %s\n' "$median" "$worst" "$status" "$1"
  measured=$((measured + 1))
  if awk "BEGIN { exit !($median >= $limit) }"; then slow=$((slow + 1)); fi
  [[ $status =~ ^($expected)$ ]] || fail "$1 was answered $status"
}

printf '%8s %8s  %s\n' median worst 'status  page (milliseconds)'
for path in "${nobodys[@]}"; do measure nobodys '200|302|404' "$path"; done
for path in "${accounts[@]}" "${administrations[@]}"; do measure cookies 200 "$path"; done
[[ -n $only ]] || printf '\nDownloads, whole, once\n'
[[ -n $only ]] || for path in /account/activity.csv "/admin/activity.csv?account=$email" /admin/activity.csv; do
  curl -fsS -b "$work/cookies" -o /dev/null -w '%{time_total} s  %{size_download} bytes  '"$path"'\n' "$url$path"
done

((slow == 0)) || fail "$slow of $measured pages took $limit ms or more."
echo "All $measured pages took less than $limit ms in the median."
