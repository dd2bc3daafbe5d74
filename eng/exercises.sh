#!/usr/bin/env bash
# Plays the session exercises by curl against a portal of its own (port 5081, the private PostgreSQL of this checkout):
# two devices, list, revoke, revoke all, last activity, a new password, a new address, the idle timeout, the tables.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/install.sh

need_dotnet
need_postgres
command -v curl >/dev/null || fail 'curl is missing: install it (apt-get install curl)'

readonly url=http://localhost:5081
readonly email="ada.$(date +%s)@example.com" password='quiet harbour lantern' next='seven slow tides'
readonly mac='Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36'
readonly phone='Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.2 Mobile/15E148 Safari/604.1'
work=$(mktemp -d)
portal=

stop() {
  [[ -z $portal ]] || { kill "$portal" 2>/dev/null && wait "$portal" || true; }
  portal=
}
trap 'stop; rm -rf "$work"' EXIT

# start [SETTING=VALUE …]: runs the portal until it answers.
start() {
  stop
  env ASPNETCORE_ENVIRONMENT=Development ASPNETCORE_URLS=$url "$@" \
    dotnet run --project AccountPortal --no-build --no-launch-profile >"$work/log" 2>&1 &
  portal=$!
  for _ in $(seq 150); do
    curl -fso /dev/null "$url/health/live" && return
    kill -0 "$portal" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
    sleep 0.2
  done
  fail "The portal did not start: $(tail -n 3 "$work/log")"
}

# call JAR METHOD PATH [JSON] [curl options …]: prints the answer, then its status on a line of its own.
call() {
  local jar=$1 method=$2 path=$3 body=${4:-}
  shift $(($# < 4 ? $# : 4))
  curl -sS -b "$work/$jar" -c "$work/$jar" -X "$method" ${body:+-H 'Content-Type: application/json' -d "$body"} -w '\n%{http_code}\n' "$@" "$url$path"
}
status() { tail -n 1; }
check() { # what, wanted, got
  if [[ $2 == "$3" ]]; then printf '  ok    %s\n' "$1"; else printf '  WRONG %s: wanted %s, got %s\n' "$1" "$2" "$3"; exit 1; fi
}
sign_in() { # jar, password, curl options …
  local jar=$1 secret=$2
  shift 2
  rm -f "$work/$jar"
  check "sign in ($jar)" 200 "$(call "$jar" POST /login "{\"email\":\"$email\",\"password\":\"$secret\"}" "$@" | status)"
}
field() { grep -o "\"$1\":\"[^\"]*\"" | cut -d'"' -f4; }

dotnet build AccountPortal -v quiet --nologo </dev/null
start Sessions__LastActiveInterval=00:00:01 ForwardedHeaders__KnownProxies__0=127.0.0.1 ForwardedHeaders__KnownProxies__1=::1

echo 'Sign up, and prove the address with the mailed link'
check 'sign up' 202 "$(call none POST /signup "{\"email\":\"$email\",\"password\":\"$password\"}" | status)"
link=
for _ in $(seq 50); do
  link=$(curl -fsS "$url/dev/mail.json?to=$email" | grep -o '/verify-email?token=[A-Za-z0-9_-]*' | head -n 1) && [[ -n $link ]] && break
  sleep 0.2
done
[[ -n $link ]] || fail "No mail came: see $url/dev/mail"
csrf=$(curl -sSL -b "$work/verify" -c "$work/verify" "$url$link" | grep -o 'name="csrf"[^>]*value="[^"]*"' | sed 's/.*value="//; s/"$//')
check 'the link, its button and the password' 302 "$(curl -sS -o /dev/null -w '%{http_code}' -b "$work/verify" -c "$work/verify" --data-urlencode "csrf=$csrf" --data-urlencode "password=$password" "$url/verify-email")"

echo '1. Two user agents, two devices'
sign_in mac "$password" -A "$mac"
sign_in phone "$password" -A "$phone"
list=$(call mac GET /me/sessions '' -A "$mac")
printf '%s\n' "$list" | field deviceName | sed 's/^/        /'
check 'Chrome on macOS is there' 1 "$(printf '%s' "$list" | field deviceName | grep -c '^Chrome on macOS$')"
check 'Safari on iPhone is there' 1 "$(printf '%s' "$list" | field deviceName | grep -c '^Safari on iPhone$')"

echo '2. Last activity moves'
seen() { call mac GET /me/sessions | tr '}' '\n' | grep 'Safari on iPhone' | field lastActiveAt; }
before=$(seen)
sleep 1.2
call phone GET /me >/dev/null
after=$(seen)
check 'later than before' yes "$([[ $after > $before ]] && echo yes || echo "no ($before, $after)")"

echo '3. Many user agents'
while IFS='|' read -r wanted agent; do
  rm -f "$work/parsed"
  call parsed POST /login "{\"email\":\"$email\",\"password\":\"$password\"}" -A "$agent" >/dev/null
  own=$(call parsed GET /me/sessions | tr '}' '\n' | grep '"isCurrent":true')
  check "$wanted" "$wanted" "$(field deviceName <<<"$own") is a $(field deviceType <<<"$own")"
  call parsed POST /logout >/dev/null
done <<'AGENTS'
Firefox on Ubuntu is a desktop|Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0
Edge on Windows is a desktop|Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36 Edg/144.0.0.0
Chrome on Android is a phone|Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Mobile Safari/537.36
Safari on iPad is a tablet|Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.2 Mobile/15E148 Safari/604.1
Googlebot is a bot|Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
AGENTS

echo '4. Revoke one'
id=$(call mac GET /me/sessions | tr '}' '\n' | grep 'Safari on iPhone' | field id)
own=$(call mac GET /me/sessions | tr '}' '\n' | grep '"isCurrent":true' | field id)
check 'the current one is refused' 400 "$(call mac DELETE "/me/sessions/$own" | status)"
check 'an unknown one is not found' 404 "$(call mac DELETE /me/sessions/00000000-0000-0000-0000-000000000000 | status)"
check 'the phone is revoked' 200 "$(call mac DELETE "/me/sessions/$id" | status)"
check "the phone's cookie is dead" 401 "$(call phone GET /me/sessions | status)"

echo '5. Revoke all others'
sign_in phone "$password" -A "$phone"
check 'revoke all' 200 "$(call mac POST /me/sessions/revoke-all | status)"
check 'the current one lives on' 200 "$(call mac GET /me | status)"
check 'the other is dead' 401 "$(call phone GET /me | status)"

echo '6. From another address, through a configured proxy'
sign_in elsewhere "$password" -A "$phone" -H 'X-Forwarded-For: 203.0.113.7'
check 'the list shows the address' 1 "$(call mac GET /me/sessions | field ip | grep -c '^203.0.113.7$')"

echo '8. A new password: the old cookie is dead, the new one works'
cp "$work/mac" "$work/stolen"
check 'change it' 204 "$(call mac POST /me/password "{\"currentPassword\":\"$password\",\"newPassword\":\"$next\"}" | status)"
check 'the stolen cookie is dead' 401 "$(call stolen GET /me | status)"
check 'the new cookie works' 200 "$(call mac GET /me | status)"
check 'every other session is dead' 401 "$(call elsewhere GET /me | status)"

echo '7. Idle timeout of 5 s (takes 10 s)'
start Sessions__IdleTimeout=00:00:05
sign_in mac "$next" -A "$mac"
check 'at once' 200 "$(call mac GET /me | status)"
sleep 10
check 'after 10 s' 401 "$(call mac GET /me | status)"

echo '9. The tables'
command -v psql >/dev/null || fail 'psql is missing: install it (apt-get install postgresql-client)'
look=$(grep -o 'psql ".*"' "$work/log" | sed 's/^psql "//; s/"$//')
psql "$look" -Atc '\dt' | cut -d'|' -f2 | sed 's/^/        /'
psql "$look" -c "select device_name, ip, last_active_at, encode(key_hash, 'hex') as key_hash from device_sessions order by created_at desc limit 3"

echo 'All exercises went as they should.'
