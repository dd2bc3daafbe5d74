# shellcheck shell=bash
# Sourced by eng/bench/checks.sh: how others check a session on PostgreSQL, where npm has them. Each has a database of its own in the same server.

peers=()
mkdir "$work/Peers"
cp eng/bench/Peers/* "$work/Peers"
if (cd "$work/Peers" && npm install --ignore-scripts --no-audit --no-fund --silent </dev/null >"$work/log" 2>&1); then
  # peer NAME PORT FILE URL
  peer() {
    query -c "create database \"$1\""
    if start "$1" "http://127.0.0.1:$2/ready" env -C "$work/Peers" NODE_ENV=production PGHOST=127.0.0.1 PGUSER=portal PGDATABASE="$1" node "$3" "$2" "$work/$1" $sessions; then peers+=("$1 $4"); fi
  }
  peer better-auth $port_better_auth better-auth.mjs $better_auth/api/auth/get-session
  peer express $port_express express-session.mjs $express/me
  query -c 'vacuum analyze'
else
  echo "The peers could not be installed, and are left out: $(tail -n 1 "$work/log")"
fi

hit_peers() { # round
  local one
  for one in "${peers[@]}"; do hit "${one% *}" "$1" "${one% *}" "${one#* }" "$work/${one% *}" 32 "$seconds" strict; done
}

judge_peers() {
  local one name limit
  for one in "${peers[@]}"; do
    name=${one% *} limit=40
    [[ $name == better-auth ]] || limit=20
    row "$name over the check" "$(times "$name" check)" ' ×' '>=' $limit
  done
}
