#!/usr/bin/env bash
# Makes the pictures of docs/screenshots: the main pages with the demo's data, in a portal and a PostgreSQL of their own, which go with it. Look at them before
# they are committed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/install.sh

need_dotnet
need_postgres
need_playwright
need_tool curl curl
need_tool psql postgresql-client
need_tool openssl openssl
need_tool pngquant pngquant

readonly url=http://localhost:5083 pictures=docs/screenshots
readonly desk='Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36'
source eng/throwaway.sh

start_postgres
dotnet build AccountPortal -v quiet --nologo </dev/null >"$work/log" || fail "$(cat "$work/log")"
export ASPNETCORE_ENVIRONMENT=Development ASPNETCORE_URLS=$url ConnectionStrings__Portal="Host=$work/run;Username=portal;Database=portal"
export ForwardedHeaders__KnownProxies=127.0.0.1,::1 Logging__LogLevel__Default=Warning
run=(dotnet run --project AccountPortal --no-build --no-launch-profile --)
"${run[@]}" demo >"$work/demo"
company_metadata acme.example >"$work/acme.xml"
"${run[@]}" saml import --slug acme --name 'Acme Ltd' --product okta --metadata "$work/acme.xml" --domain acme.example --domain acme.test --domain-verified --enable >/dev/null
start portal "$url/health/ready" "${run[@]}"

# sign_in WHO: at home, of which without a database of places nobody else could tell where it is.
sign_in() {
  local email password home=192.0.2.8
  read -r email password < <(sed -n "s/^ *$1 *//p" "$work/demo")
  curl -fsS -o /dev/null -A "$desk" -H "X-Forwarded-For: $home" -c "$work/$1" -H 'Content-Type: application/json' "$url/login" -d "{\"email\":\"$email\",\"password\":\"$password\"}"
  query -c "update device_sessions set country = 'DE', city = 'Berlin' where ip = '$home' and created_at > now() - interval '1 minute'"
  awk '/portal-session/ { print $7 }' "$work/$1"
}

mkdir -p "$work/pictures" "$pictures"
PASSWORD=$(awk '/^ *Everyday / { print $3 }' "$work/demo") EVERYDAY=$(sign_in Everyday) ADMINISTRATOR=$(sign_in Administrator)
export DESK=$desk PASSWORD EVERYDAY ADMINISTRATOR
playwright eng/screenshots.mjs "$url" "$work/pictures"
for picture in "$work"/pictures/*.png; do
  pngquant --quality 70-95 --speed 1 --strip --force --output "$pictures/$(basename "$picture")" "$picture"
done
(cd "$pictures" && wc -c -- *.png)
