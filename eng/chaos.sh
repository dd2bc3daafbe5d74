#!/usr/bin/env bash
# Lets things fail under load and prints what people noticed of it, one row per fault: three nodes of the portal (a Release build) behind haproxy, a PostgreSQL
# primary with a synchronous standby, a mail server that counts, all on loopback and gone afterwards. Ends with an error where a promise was broken.
# Takes about ten minutes. The short form of the same runs with the tests. eng/chaos.sh nginx plays what concerns the proxy with nginx in place of haproxy.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/install.sh

need_dotnet
need_postgres
proxy=${1:-haproxy}
case $proxy in
haproxy) need_haproxy ;;
nginx) need_nginx ;;
*) fail 'eng/chaos.sh [haproxy|nginx]' ;;
esac
need_cc

results=$(mktemp -d)
# Whoever ends this script, with whatever signal it can hear, leaves no server behind: the tests clean up only if they end by themselves.
clean_up() {
  local file
  [[ -z $tests ]] || kill -KILL -- "-$tests" 2>/dev/null || true
  for file in "$results"/run/*/*/data/postmaster.pid; do
    if [[ -f $file ]]; then kill -QUIT "$(head -n 1 "$file")" 2>/dev/null && kill -CONT "$(head -n 1 "$file")" || true; fi
  done
  awk -v folder="$results/" 'index($2, folder) == 1 { print $2 }' /proc/mounts 2>/dev/null | xargs -r umount --lazy
  rm -rf "$results"
}
tests=''
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
# PostgreSQL's own user has to get through.
mkdir -m 711 "$results/run"
chmod 711 "$results"
export PORTAL_CHAOS=full PORTAL_CHAOS_PROXY=$proxy PORTAL_CHAOS_TABLE=$results/table DOTNET_TieredPGO=0

# Only Linux preloads this way; elsewhere that fault is left out.
if [[ $(uname) == Linux ]]; then
  cc -shared -fPIC -O2 -o "$results/clock-off.so" eng/clock-off.c
  export PORTAL_CHAOS_CLOCK=$results/clock-off.so
fi

dotnet build AccountPortal.Tests -c Release -v quiet --nologo </dev/null
echo 'Letting things fail'
status=0
# As a group of its own, which can be ended whole.
set -m
TMPDIR=$results/run dotnet test AccountPortal.Tests -c Release --no-build --filter FullyQualifiedName~Chaos.ChaosTests --logger 'console;verbosity=detailed' </dev/null >"$results/log" 2>&1 &
tests=$!
wait "$tests" || status=$?
[[ ! -f $results/table ]] || cat "$results/table"
if ((status != 0)); then
  cat "$results/log" >&2
  fail 'A promise was broken: see above.'
fi
echo 'Every promise was kept, and every count adds up.'
