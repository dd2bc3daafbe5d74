#!/usr/bin/env bash
# Measures each page with 50,000 accounts and 200,000 events: how long the server takes for all of it (the median of 50 requests and the worst) and until the first
# byte, which for a page made on the server is the first useful one; what it weighs with its stylesheets, scripts and icon, as it comes to a browser that has none
# of them yet and unpacked; and in Chromium, on a desktop and a phone, whether anything moves once it is shown.
# Fails where a median is 100 ms or more, a page weighs more than 60 KB, has another number of stylesheets than one, or moves.
# A Release build on a PostgreSQL of its own, which goes with it. Takes about five minutes.
# eng/page-speed.sh WORD measures only the pages with that in their address.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/install.sh

need_dotnet
need_postgres
need_playwright
need_tool curl curl
need_tool psql postgresql-client
need_tool openssl openssl

readonly url=http://localhost:5082 requests=50 warm_up=5 limit=100 heaviest=61440
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

# post JAR EMAIL PATH
post() { curl -fsS -b "$work/$1" -c "$work/$1" -H 'Content-Type: application/json' -o /dev/null "$url$3" -d "{\"email\":\"$2\",\"password\":\"$password\"}"; }
verify() { query -c "update users set email_verified = true where email = '$1'"; }
# follow EMAIL PATH: opens the link of the newest mail that has one; the page behind it is shown from then on.
follow() {
  local link
  link=$(curl -fsS "$url/dev/mail.json?to=$1" | grep -o "$url$2?token=[A-Za-z0-9_-]*" | head -n 1) || fail "No mail to $1 has a link to $2"
  curl -fsS -o /dev/null -L -b "$work/linked" -c "$work/linked" "$link"
}
post cookies "$email" /signup
verify "$email"
"${run[@]}" admin grant "$email" >/dev/null
company_metadata acme.example >"$work/acme.xml"
"${run[@]}" saml import --slug acme --name 'Acme Ltd' --product okta --metadata "$work/acme.xml" --domain acme.example --domain-verified --enable >/dev/null
post cookies "$email" /login
# Somebody whose address is not proven, somebody who leaves, and somebody who comes by the links in mails.
post newcomer newcomer@example.com /signup
post newcomer newcomer@example.com /login
post leaving leaving@example.com /signup
verify leaving@example.com
post leaving leaving@example.com /login
post leaving leaving@example.com /me/deletion
token=$(curl -fsS -b "$work/linked" -c "$work/linked" "$url/forgot-password" | sed -n 's/.*name="csrf"[^>]*value="\([^"]*\)".*/\1/p' | head -n 1)
curl -fsS -o /dev/null -b "$work/linked" -c "$work/linked" --data-urlencode "csrf=$token" -d email=newcomer@example.com "$url/forgot-password"
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

domain=$(query -c 'select id from saml_domains limit 1')
thumbprint=$(query -c 'select thumbprint from saml_certificates limit 1')

nobodys=(/ /sign-up /sign-up/sent /sign-in /sign-in/password /forgot-password /forgot-password/sent /reset-password /verify-email /not-me /undo-email-change /sign-in/limit
  /sign-in/two-factor /sign-in/recovery-code /sign-in/passkey /keep-account /stop-factor-reset /saml/acme/sign-in /saml/acme/finish /saml/acme/sign-out /saml/acme/logout /saml/acme/connect/mail
  /dev/mail "/dev/mail?to=$email" "/dev/mail/$letter" "/dev/mail/$letter/html" /dev/mail.json)
accounts=(/account /account/profile /account/email /account/password /account/alerts /account/two-factor /account/two-factor/set-up /account/two-factor/recovery-codes /account/passkeys /account/passkeys/new /step-up
  /account/sessions /account/export /account/delete /me /me/sessions
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
  /admin/configuration /admin/deletions /admin/retention /admin/emergency-accounts "/admin/emergency-accounts/$owner/appoint" "/admin/emergency-accounts/$owner/withdraw"
  "/admin/accounts/$other/delete" "/admin/accounts/$other/delete/agree" "/admin/accounts/$other/delete/decline" "/admin/accounts/$other/reset-factors" "/admin/accounts/$other/keep-factors" "/admin/accounts/$other/keep"
  /admin/saml-providers /admin/saml-providers/new /admin/saml-providers/acme /admin/saml-providers/acme/metadata /admin/saml-providers/acme/settings /admin/saml-providers/acme/mapping
  /admin/saml-providers/acme/certificates "/admin/saml-providers/acme/certificates/$thumbprint/remove" /admin/saml-providers/acme/domains "/admin/saml-providers/acme/domains/$domain/remove"
  /admin/saml-providers/acme/test /admin/saml-providers/acme/refusals /admin/saml-providers/acme/enable /admin/saml-providers/acme/disable /admin/saml-providers/acme/reopen /admin/saml-providers/acme/delete
  /admin/saml-providers/acme/enforcement "/admin/saml-providers/acme/enforcement/$domain/require" "/admin/saml-providers/acme/enforcement/$domain/ease"
  "/admin/mail?state="{waiting,failed,sent} "/admin/mail?state=sent&before=$mail" "/admin/mail/$waiting/give-up"
  /admin/shared-accounts "/admin/shared-accounts?score=70&after=$shared" "/admin/shared-accounts/$shared/tell" "/admin/shared-accounts/$shared/settle" "/admin/shared-accounts/$shared/limit?sessions=3")

# What there is at times only, and otherwise leads elsewhere or is not there.
others=(/account/two-factor/required "/step-up/form/$other" /step-up/company/finish /session/onward)
newcomers=(/verify-email/pending /account/email /account/sessions)
leavings=(/account/delete /account/export)
linked=(/verify-email /reset-password /keep-account)
follow newcomer@example.com /verify-email
follow leaving@example.com /keep-account
follow newcomer@example.com /reset-password

slow=0 heavy=0 measured=0 odd=()
declare -A coming=() unpacked=()

# weigh FILE: what a page needs besides itself, as it comes and unpacked, into the two sums; and the number of its stylesheets.
weigh() {
  local part
  sum_coming=0 sum_unpacked=0 stylesheets=$(grep -c '<link rel="stylesheet"' "$1" || true)
  while IFS= read -r part; do
    if [[ -z ${coming[$part]:-} ]]; then
      coming[$part]=$(curl -fsS -H 'Accept-Encoding: br, gzip' -o /dev/null -w '%{size_download}' "$url$part") || fail "$part did not come"
      unpacked[$part]=$(curl -fsS -o /dev/null -w '%{size_download}' "$url$part")
    fi
    sum_coming=$((sum_coming + coming[$part])) sum_unpacked=$((sum_unpacked + unpacked[$part]))
  done < <(grep -oE '<(link|script|img) [^>]*' "$1" | grep -oE '(href|src)="/[^"]*"' | sed 's/^[^"]*"//; s/"$//')
}

# measure JAR STATUS PATH: the requests go over one connection; the fragment is for curl's counting alone and is not sent.
measure() {
  local jar=$1 expected=$2
  shift 2
  [[ $1 == *"$only"* ]] || return 0
  local result status median worst first kind size weight=
  result=$(curl -sS -b "$work/$jar" -o /dev/null -w '%{http_code} %{time_total} %{time_starttransfer}\n' "$url$1#[1-$((warm_up + requests))]") || fail "$1 did not answer"
  status=$(cut -d' ' -f1 <<<"$result" | sort -u | paste -sd/)
  read -r median worst < <(tail -n "$requests" <<<"$result" | awk '{ print $2 * 1000 }' | middle)
  read -r first _ < <(tail -n "$requests" <<<"$result" | awk '{ print $3 * 1000 }' | middle)
  read -r kind size < <(curl -sS -b "$work/$jar" -H 'Accept-Encoding: br, gzip' -o "$work/page" -w '%{content_type} %{size_download}\n' "$url$1" | sed 's/; charset=[^ ]*//')
  if [[ $kind == text/html && $1 != */html ]]; then
    weigh "$work/page"
    weight=$(printf '%7.1f %7.1f %8.1f' "$(kilo "$size")" "$(kilo $((size + sum_coming)))" "$(kilo $((size + sum_unpacked)))")
    if ((size + sum_coming > heaviest || stylesheets != 1)); then heavy=$((heavy + 1)) weight+=" !"; fi
    [[ $1 == *\?* ]] || printf '%s %s\n' "$jar" "$1" >>"$work/pages"
  fi
  printf '%7.1f %7.1f %7.1f %24s  %s  %s%s\n' "$median" "$worst" "$first" "$weight" "$status" "$1" "$([[ $jar == @(nobodys|cookies) ]] || echo " ($jar)")"
  measured=$((measured + 1))
  if awk "BEGIN { exit !($median >= $limit) }"; then slow=$((slow + 1)); fi
  if ! [[ $status =~ ^($expected)$ ]]; then odd+=("$1 ($status)"); fi
}
middle() { sort -n | awk '{ all[NR] = $1 } END { print (all[int((NR + 1) / 2)] + all[int(NR / 2) + 1]) / 2, all[NR] }'; }
kilo() { awk "BEGIN { print $1 / 1024 }"; }

printf 'milliseconds: median, worst, first byte; KB: the page, all of it as it comes, unpacked; status\n'
for path in "${nobodys[@]}"; do measure nobodys '200|302|400|404' "$path"; done
for path in "${accounts[@]}" "${administrations[@]}"; do measure cookies '200' "$path"; done
for path in "${others[@]}"; do measure cookies '302|400|404' "$path"; done
for path in "${newcomers[@]}"; do measure newcomer 200 "$path"; done
for path in "${leavings[@]}"; do measure leaving 200 "$path"; done
for path in "${linked[@]}"; do measure linked 200 "$path"; done
[[ -n $only ]] || printf '\nDownloads, whole, once\n'
[[ -n $only ]] || for path in /account/activity.csv "/admin/activity.csv?account=$email" /admin/activity.csv; do
  curl -fsS -b "$work/cookies" -o /dev/null -w '%{time_total} s  %{size_download} bytes  '"$path"'\n' "$url$path"
done

printf '\nWhat moves once it is shown\n'
playwright eng/page-shift.mjs "$url" "$work" || fail 'Pages move once they are shown.'
((${#odd[@]} == 0)) || fail "Answered with another status than it should be: ${odd[*]}"
((heavy == 0)) || fail "$heavy pages weigh more than $((heaviest / 1024)) KB, or have another number of stylesheets than one."
((slow == 0)) || fail "$slow of $measured pages took $limit ms or more."
echo "All $measured pages took less than $limit ms in the median, weigh less than $((heaviest / 1024)) KB with all that they need, and stand still."
