#!/usr/bin/env bash
# Measures what sessions cost, how fast a revocation arrives, and how large tables behave; prints each figure beside its aim and fails where one is missed.
# Builds Release, starts a PostgreSQL, portals, a baseline and peers of its own on loopback, and leaves nothing behind. Linux only (it reads /proc).
#
#   eng/bench.sh [--rounds N] [--seconds N] [--size N] [PART…]
#
# Parts: check, reading-through, peers, sign-in, activity, revocation, memory, start, big-tables. Without one: all.
# --rounds N   warm rounds after a cold one (5); --seconds N   of each measurement (5)
# --size N     sessions in the big tables (10,000,000), with a fifth as many accounts and five times as many events: takes about 3 GB for a million.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/install.sh

rounds=5 seconds=5 size=10000000 parts=()
while (($# > 0)); do
  case $1 in
    --rounds) rounds=$2; shift ;;
    --seconds) seconds=$2; shift ;;
    --size) size=$2; shift ;;
    check | reading-through | peers | sign-in | activity | revocation | memory | start | big-tables) parts+=("$1") ;;
    *) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 1 ;;
  esac
  shift
done
[[ "$rounds$seconds$size" =~ ^[0-9]+$ ]] && ((rounds >= 1 && rounds <= 100 && seconds >= 1 && seconds <= 60 && size >= 1000 && size <= 100000000)) || fail 'A number is out of its range.'
((${#parts[@]} > 0)) || parts=(check reading-through peers sign-in activity revocation memory start big-tables)
has() { local part; for part in "${parts[@]}"; do [[ $part != "$1" ]] || return 0; done; return 1; }

need_dotnet
need_postgres
need_tool curl curl
need_tool psql postgresql-client
need_tool wrk wrk
! has peers || need_npm
source eng/throwaway.sh
source eng/bench/measure.sh

# One after the other, so that the ports of two runs at once differ at a glance.
readonly port_a=5091 port_b=5092 port_through=5093 port_baseline=5094 port_better_auth=5095 port_express=5096
readonly a=http://127.0.0.1:$port_a b=http://127.0.0.1:$port_b through=http://127.0.0.1:$port_through baseline=http://127.0.0.1:$port_baseline
readonly better_auth=http://127.0.0.1:$port_better_auth express=http://127.0.0.1:$port_express
export PGPORT=5097

echo "Building"
mkdir "$work/keys"
dotnet publish AccountPortal -c Release -o "$work/AccountPortal" -v quiet --nologo </dev/null >"$work/log" || fail "$(cat "$work/log")"
for project in Baseline Rig; do
  dotnet build "eng/bench/$project" -c Release -o "$work/$project" -v quiet --nologo </dev/null >"$work/log" || fail "$(cat "$work/log")"
done
rig() { dotnet "$work/Rig/AccountPortal.Bench.dll" "$@"; }

echo "Starting a PostgreSQL"
start_postgres listen_addresses=127.0.0.1 port=$PGPORT max_connections=300 shared_buffers=2GB max_wal_size=8GB wal_level=minimal max_wal_senders=0 track_commit_timestamp=on \
  maintenance_work_mem=1GB checkpoint_timeout=15min
head -c 32 /dev/urandom | base64 >"$work/keys/key"
export ConnectionStrings__Portal="Host=127.0.0.1;Port=$PGPORT;Username=portal;Database=portal" DataProtection__KeyEncryption="$work/keys/key" PublicUrl=https://localhost
export Mail__Smtp__Host=127.0.0.1 Mail__Smtp__Port=9 Mail__From=portal@example.com Logging__LogLevel__Default=Warning DOTNET_NOLOGO=1

# portal NAME PORT [SETTING=VALUE…]: as in production; a portal for sign-ins without a rate limit has to be one of development.
portal() {
  local name=$1 port=$2
  shift 2
  start "$name" "http://127.0.0.1:$port/health/ready" env -C "$work/AccountPortal" ASPNETCORE_ENVIRONMENT=Production ASPNETCORE_URLS="http://127.0.0.1:$port" "$@" dotnet AccountPortal.dll
}
env -C "$work/AccountPortal" ASPNETCORE_ENVIRONMENT=Production dotnet AccountPortal.dll migrate >"$work/log" 2>&1 || fail "$(cat "$work/log")"

readonly sessions=2000
rig seed live $sessions $sessions "$work/live"
query -c 'vacuum analyze'
: >"$work/figures"

for part in checks sign-in activity revocation memory start big-tables; do
  if [[ $part == checks ]]; then
    has check || has reading-through || has peers || continue
  else
    has "$part" || continue
  fi
  source "eng/bench/$part.sh"
done

((missed == 0)) || fail "
$missed figures missed their aim."
echo "
Every figure reached its aim."
