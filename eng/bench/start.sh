# shellcheck shell=bash
# Sourced by eng/bench.sh: from the start of the published portal to its first answer, with the database up.

echo 'Starting the portal again and again'
for round in $(seq 0 "$rounds"); do
  began=$(date +%s%N)
  env -C "$work/AccountPortal" ASPNETCORE_ENVIRONMENT=Production ASPNETCORE_URLS=$a dotnet AccountPortal.dll >"$work/a.log" 2>&1 </dev/null &
  running[a]=$!
  until curl -fso /dev/null "$a/health/ready"; do
    kill -0 "${running[a]}" || fail "$(cat "$work/a.log")"
    sleep 0.02
  done
  ready=$(date +%s%N)
  curl -fso /dev/null "$a/sign-in" || fail 'The first page failed.'
  page=$(date +%s%N)
  echo "started $round 1 $(((ready - began) / 1000000)) $(((page - began) / 1000000))" >>"$work/figures"
  end a
done

title 'Start of the published portal, medians'
row 'to the first answer (/health/ready)' "$(median started 4)" ' ms' '<' 2000
row 'to the first page after that (/sign-in), from the start' "$(median started 5)" ' ms'
