#!/usr/bin/env bash
# Tries what docs/deploying.md says about deploying, as far as one machine can: publishes the portal, looks at the systemd unit, runs the published portal in
# Production behind the sample nginx with a throw-away certificate, backs the database up and brings it back. Leaves nothing behind. Linux only.
# The Containerfile is only read: building it takes podman or docker, and its images.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/install.sh

need_dotnet
need_postgres
need_nginx
need_tool curl curl
need_tool psql postgresql-client
need_tool pg_restore postgresql-client
need_tool openssl openssl
[[ $(uname) != Linux ]] || need_tool strace strace
source eng/throwaway.sh

readonly domain=id.example.com
readonly port_portal=5470 port_http=5471 port_https=5472 port_traced=5474
export PGPORT=5473

ok() { printf '  ok  %s\n' "$1"; }
# expect WHAT PATTERN TEXT
expect() { if grep -qE -- "$2" <<<"$3"; then ok "$1"; else fail "not so: $1. Got: $(head -c 600 <<<"$3")"; fi; }
expect_not() { if grep -qE -- "$2" <<<"$3"; then fail "not so: $1. Got: $(head -c 600 <<<"$3")"; else ok "$1"; fi; }

# What stands around the portal (strace, unshare) passes no signal on.
end_below() {
  kill "$(pgrep -P "${running[$1]}")"
  wait "${running[$1]}" || true
  unset "running[$1]"
}

echo 'Publishing'
dotnet publish AccountPortal -c Release -o "$work/portal" -v quiet --nologo </dev/null >"$work/log" || fail "$(cat "$work/log")"

echo 'The systemd unit'
if command -v systemd-analyze >/dev/null; then
  mkdir "$work/unit"
  # What it names has to be there for the check: programs and folders stand in.
  sed -e "s|/usr/bin/dotnet|$(command -v true)|" -e "s|/opt/account-portal|$work/portal|g" -e "s|/etc/account-portal/portal.env|-$work/none.env|" eng/deploy/account-portal.service >"$work/unit/account-portal.service"
  said=$(systemd-analyze verify "$work/unit/account-portal.service" 2>&1 || true)
  expect_not 'systemd-analyze verify has nothing to say' 'account-portal' "$said"
  said=$(systemd-analyze security --offline=true "$work/unit/account-portal.service" 2>/dev/null || true)
  exposure=$(grep -oE 'Overall exposure level.*: [0-9.]+' <<<"$said" | grep -oE '[0-9.]+$' || true)
  [[ -n $exposure ]] || fail "systemd-analyze security did not say how exposed it is: $said"
  awk -v e="$exposure" 'BEGIN { exit !(e < 2) }' || fail "The unit is exposed by $exposure of 10: $(grep '✗' <<<"$said")"
  ok "systemd-analyze security: exposed by $exposure of 10 (under 2)"
else
  echo '  --  no systemd on this machine: not looked at'
fi

echo 'The Containerfile'
containerfile=$(<eng/deploy/Containerfile)
# shellcheck disable=SC2016 # The name of a variable of the image.
expect 'it runs as nobody special' '^USER \$APP_UID$' "$containerfile"
while read -r source; do
  [[ -e $source ]] || fail "not so: what is copied is there ($source)"
done < <(grep -E '^COPY [^-]' eng/deploy/Containerfile | sed -E 's/^COPY (.*) [^ ]+$/\1/' | tr ' ' '\n')
ok 'what it copies is there'

echo 'PostgreSQL, the schema, the portal in Production'
start_postgres "port=$PGPORT"
head -c 32 /dev/urandom | base64 >"$work/keys"
mkdir "$work/credentials"
# As systemd hands them out: files whose names are settings.
settings=(env -C "$work/portal" CREDENTIALS_DIRECTORY="$work/credentials" ASPNETCORE_ENVIRONMENT=Production ASPNETCORE_URLS="http://127.0.0.1:$port_portal" PublicUrl="https://$domain"
  DataProtection__KeyEncryption="$work/keys" Mail__From=portal@$domain Mail__Smtp__Host=127.0.0.1 Mail__Smtp__Port=9 ForwardedHeaders__KnownProxies=127.0.0.1 DOTNET_EnableDiagnostics=0)
portal() { "${settings[@]}" dotnet AccountPortal.dll "$@"; }
connect_as() { printf 'Host=%s;Port=%s;Username=%s;Database=portal\n' "$work/run" "$PGPORT" "$1" >"$work/credentials/ConnectionStrings__Portal"; }
connect_as portal
said=$(portal migrate 2>&1) || fail "$said"
expect 'migrate brings the schema up to date' 'The schema is up to date' "$said"
# The service itself needs no right to change the schema.
query -c 'create role service login' -c 'grant select, insert, update, delete on all tables in schema public to service' -c 'revoke insert, update, delete on "__EFMigrationsHistory" from service'
connect_as service
start portal "http://127.0.0.1:$port_portal/health/serving" "${settings[@]}" dotnet AccountPortal.dll
for _ in $(seq 50); do
  ready=$(curl -s -w ' %{http_code}' "http://127.0.0.1:$port_portal/health/ready")
  [[ $ready != *'"status":"Healthy"'* ]] || break
  sleep 0.1
done
expect 'it is ready, and says of what' '"status":"Healthy".*"database":"Healthy".* 200$' "$ready"
expect_not 'each line that it logs is JSON' '^[^{]' "$(cat "$work/portal.log")"

echo 'The sandbox, imitated (no systemd runs the unit here)'
# What the unit's filter lets through, by the names that systemd has for groups.
calls_of() {
  local call
  for call in "$@"; do
    if [[ $call == @* ]]; then
      # shellcheck disable=SC2046 # Names, one a word.
      calls_of $(systemd-analyze syscall-filter "$call" | sed -n '2,$p' | grep -v '#')
    else
      echo "$call"
    fi
  done
}
if command -v systemd-analyze >/dev/null && command -v strace >/dev/null; then
  start traced "http://127.0.0.1:$port_traced/health/serving" "${settings[@]}" ASPNETCORE_URLS="http://127.0.0.1:$port_traced" Shutdown__Drain=00:00:00 strace -f -qq -e signal=none -o "$work/calls" dotnet AccountPortal.dll
  curl -so /dev/null -H 'Content-Type: application/json' -d '{"email":"nobody@example.com","password":"none of them"}' "http://127.0.0.1:$port_traced/login"
  end_below traced
  mapfile -t filters < <(sed -n 's/^SystemCallFilter=//p' eng/deploy/account-portal.service)
  # shellcheck disable=SC2086 # Several names in one setting.
  { calls_of $(printf '%s\n' "${filters[@]}" | grep -v '^~') | sort -u; } >"$work/allowed"
  # shellcheck disable=SC2046
  calls_of $(printf '%s\n' "${filters[@]}" | sed -n 's/^~//p') | sort -u >"$work/refused"
  comm -23 "$work/allowed" "$work/refused" >"$work/let"
  printf '%s\n' "${filters[@]}" | grep -v '^[~@]' | tr ' ' '\n' >>"$work/let"
  grep -oE '^[0-9]+ +[a-z0-9_]+\(' "$work/calls" | grep -oE '[a-z0-9_]+\($' | tr -d '(' | sort -u >"$work/made"
  (($(grep -c . "$work/made") > 40)) || fail "strace saw too little: $(tail -n 3 "$work/traced.log")"
  comm -23 "$work/made" <(sort -u "$work/let") >"$work/outside"
  [[ ! -s $work/outside ]] || fail "not so: every system call that it makes is let through. These are not: $(tr '\n' ' ' <"$work/outside")"
  ok "every system call that it makes is let through ($(grep -c . "$work/let") are)"
else
  echo '  --  no strace or systemd on this machine: its system calls were not looked at'
fi
if unshare -m true 2>/dev/null; then
  # Nobody's user without capabilities, all files read-only, no other process to see.
  chmod 755 "$work" "$work/portal" "$work/credentials"
  chmod 644 "$work/keys" "$work"/credentials/*
  # shellcheck disable=SC2016 # For the shell inside.
  start boxed "http://127.0.0.1:$port_traced/health/serving" "${settings[@]}" ASPNETCORE_URLS="http://127.0.0.1:$port_traced" HOME=/nonexistent \
    unshare -m -p -f --kill-child sh -c 'mount -t proc -o subset=pid proc /proc && mount -o remount,bind,ro / && exec setpriv --no-new-privs --bounding-set=-all --reuid=65534 --regid=65534 --clear-groups dotnet AccountPortal.dll'
  expect 'it works as nobody, without capabilities, on read-only files, seeing no other process' '^401$' \
    "$(curl -so /dev/null -w '%{http_code}' -H 'Content-Type: application/json' -d '{"email":"nobody@example.com","password":"none of them"}' "http://127.0.0.1:$port_traced/login")"
  end_below boxed
else
  echo '  --  no namespaces for this user: not run without rights'
fi

echo 'nginx with TLS'
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$domain" -addext "subjectAltName=DNS:$domain" -keyout "$work/tls.key" -out "$work/tls.crt" 2>/dev/null
{
  # As distributions have it around: whatever a server does not say for itself is logged whole.
  printf 'pid %s/nginx.pid;\nerror_log %s/nginx.error;\ndaemon off;\nevents {}\nhttp {\naccess_log %s/nginx.rest;\n' "$work" "$work" "$work"
  for kind in client_body proxy fastcgi uwsgi scgi; do printf '%s_temp_path %s/nginx-%s;\n' "$kind" "$work" "$kind"; done
  sed -e "s|127.0.0.1:5080|127.0.0.1:$port_portal|" -e "s|listen 80;|listen 127.0.0.1:$port_http;|" -e "s|listen 443 |listen 127.0.0.1:$port_https |" -e '/listen \[::\]/d' \
    -e "s|/etc/ssl/account-portal|$work/tls|" -e "s|/var/log/nginx/account-portal.log|$work/nginx.access|" -e "s|/var/log/nginx/account-portal.error|$work/nginx.errors|" eng/deploy/nginx.conf
  echo '}'
} >"$work/nginx.conf"
said=$(nginx -t -c "$work/nginx.conf" 2>&1) || fail "$said"
ok 'nginx -t takes it'
chmod 755 "$work"
start nginx "http://127.0.0.1:$port_portal/health/live" nginx -c "$work/nginx.conf"
browse() { curl -sS --cacert "$work/tls.crt" --connect-to "$domain:443:127.0.0.1:$port_https" --connect-to "$domain:80:127.0.0.1:$port_http" "$@"; }
for _ in $(seq 100); do
  browse -o /dev/null "https://$domain/" 2>/dev/null && break
  sed -n 's/^RestrictAddressFamilies=//p' eng/deploy/account-portal.service | tr ' ' '\n' | sort -u >"$work/families"
  # What looks companies' domains up reads the machine's networks, and does so long after the start.
  { grep -oE ' socket\(AF_[A-Z0-9_]+' "$work/calls" | cut -d'(' -f2 && echo AF_NETLINK; } | sort -u >"$work/opened"
  comm -23 "$work/opened" "$work/families" >"$work/outside"
  [[ -s $work/opened && ! -s $work/outside ]] || fail "not so: every kind of socket that it opens is let through. These are not: $(tr '\n' ' ' <"$work/outside")"
  ok "every kind of socket that it opens is let through ($(tr '\n' ' ' <"$work/opened"))"
  sleep 0.1
done
expect 'http is sent to https' "^HTTP/1.1 308.*Location: https://$domain/sign-in\?a=b" "$(browse -i "http://$domain/sign-in?a=b" | tr -d '\r' | tr '\n' ' ')"
head=$(browse -i "https://$domain/sign-in" | tr -d '\r')
expect 'a page comes' '^HTTP/2 200' "$head"
expect 'with HSTS' '^strict-transport-security: max-age=31536000' "$head"
expect 'and cookies that are bound to this host and https' '^set-cookie: __Host-[^;]*; path=/; .*secure.*' "$(tr '[:upper:]' '[:lower:]' <<<"$head" | sed 's/__host-/__Host-/')"
expect 'another name gets no answer' 'unrecognized name|alert|SSL' "$(curl -sSk --connect-to "other.example:443:127.0.0.1:$port_https" https://other.example/ 2>&1 || true)"

password='correct horse battery staple, 2'
said=$(browse -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' -d "{\"email\":\"ada@example.com\",\"password\":\"$password\"}" "https://$domain/signup")
expect 'somebody signs up' '^202$' "$said"
query -c "update users set email_verified = true" >/dev/null
said=$(browse -i -c "$work/cookies" -H 'X-Forwarded-For: 198.51.100.7' -H 'Content-Type: application/json' -d "{\"email\":\"ada@example.com\",\"password\":\"$password\",\"rememberDevice\":false}" "https://$domain/login" | tr -d '\r')
expect 'signs in' '^HTTP/2 200' "$said"
expect 'with a __Host- session cookie: Secure, HttpOnly' '^set-cookie: __Host-portal-session=[^;]+; .*(secure.*httponly|httponly.*secure)' "$said"
expect 'by the address that nginx saw, not by the one that was claimed' '"ip":"127.0.0.1"' "$(browse -b "$work/cookies" "https://$domain/me/sessions")"
expect_not 'the portal logs no address' 'ada@' "$(cat "$work/portal.log")"

echo 'Backup and restore'
pg_dump -h "$work/run" -p "$PGPORT" -U portal --format=custom --file="$work/backup" portal
portal tombstones >"$work/tombstones"
said=$(browse -o /dev/null -w '%{http_code}' -b "$work/cookies" -X POST "https://$domain/logout")
expect 'after the backup she signs out' '^204$' "$said"
expect 'and that session is over' '^401$' "$(browse -o /dev/null -w '%{http_code}' -b "$work/cookies" "https://$domain/me")"
end portal
database=postgres query -c 'drop database portal' -c 'create database portal' >/dev/null
pg_restore -h "$work/run" -p "$PGPORT" -U portal --no-owner --exit-on-error --dbname=portal "$work/backup"
expect 'the backup has it alive' '^1$' "$(query -c 'select count(*) from device_sessions')"
expect 'restored takes it back' 'Took back sessions: 1' "$(portal restored "$work/tombstones" 2>&1)"
start portal "http://127.0.0.1:$port_portal/health/serving" "${settings[@]}" dotnet AccountPortal.dll
expect 'it stays over' '^401$' "$(browse -o /dev/null -w '%{http_code}' -b "$work/cookies" "https://$domain/me")"

echo 'A stop'
kill -TERM "${running[portal]}"
code=200
for _ in $(seq 50); do
  code=$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port_portal/health/serving" || true)
  [[ $code == 200 ]] || break
  sleep 0.1
done
expect 'it says that it leaves' '^503$' "$code"
wait "${running[portal]}" && ok 'and ends by itself, without an error'
unset 'running[portal]'
echo 'All of it is as docs/deploying.md says.'
expect 'while the portal is away nginx says so' '^502$' "$(browse -o /dev/null -w '%{http_code}' "https://$domain/verify-email?a=b")"
expect 'and has it in its log' '"GET /verify-email" 502' "$(cat "$work/nginx.access")"
expect_not 'no file that nginx writes has a query' 'a=b' "$(cat "$work"/nginx.{access,errors,error,rest} 2>/dev/null)"
