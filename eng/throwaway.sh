# shellcheck shell=bash
# Sourced by the scripts beside it, after install.sh: a PostgreSQL and servers of their own on loopback, in a folder of their own. All of it ends and goes
# with the script, however that ends.

work=$(mktemp -d)
declare -A running=()

# PostgreSQL does not run as root.
as_server() { if [[ $(id -u) == 0 ]]; then setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"; else "$@"; fi; }

# end NAME…: each by its pid. What stands around a server (strace, unshare) passes no signal on, and what is the first process of its own namespace hears none before
# it listens: so its children are told too, and who has not gone in 40 s (a portal drains and finishes in 30) is made to.
end() {
  local name pid below _
  for name in "$@"; do
    pid=${running[$name]:-}
    unset "running[$name]"
    [[ -n $pid ]] || continue
    mapfile -t below < <(pgrep -P "$pid")
    kill "$pid" "${below[@]}" 2>/dev/null || true
    for _ in $(seq 400); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    ! kill -0 "$pid" 2>/dev/null || kill -KILL "$pid" "${below[@]}" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}

end_all() {
  end "${!running[@]}"
  [[ ! -f $work/data/postmaster.pid ]] || as_server "$(postgres_folder)/pg_ctl" -D "$work/data" -m immediate -s stop || true
  rm -rf "$work"
}
trap end_all EXIT

# start_postgres [SETTING=VALUE…]: on a Unix socket alone where listen_addresses does not say otherwise.
start_postgres() {
  local binaries options="-c listen_addresses= -c unix_socket_directories=$work/run" setting
  binaries=$(postgres_folder)
  mkdir "$work/data" "$work/run"
  if [[ $(id -u) == 0 ]]; then
    chmod 711 "$work"
    chown postgres: "$work/data" "$work/run"
  fi
  for setting in "$@"; do options+=" -c $setting"; done
  as_server "$binaries/initdb" -D "$work/data" -U portal -A trust -E UTF8 --locale=C.UTF-8 >"$work/log" 2>&1 || fail "$(cat "$work/log")"
  as_server "$binaries/pg_ctl" -D "$work/data" -o "$options" -l "$work/run/log" -s -w start || fail "$(cat "$work/run/log")"
}

query() { psql -h "$work/run" -p "${PGPORT:-5432}" -U portal -d "${database:-portal}" -v ON_ERROR_STOP=1 -qAtX "$@"; }

# start NAME ADDRESS COMMAND…: runs it in the background until it answers at the address.
start() {
  local name=$1 address=$2
  shift 2
  "$@" >"$work/$name.log" 2>&1 </dev/null &
  running[$name]=$!
  local _
  for _ in $(seq 600); do
    curl -fso /dev/null "$address" && return
    kill -0 "${running[$name]}" 2>/dev/null || fail "$(cat "$work/$name.log")"
    sleep 0.1
  done
  fail "$name did not answer: $(tail -n 3 "$work/$name.log")"
}

# company_metadata DOMAIN: what the identity provider of a made-up company says of itself, with a key that nobody keeps.
company_metadata() {
  local certificate
  certificate=$(openssl req -x509 -newkey rsa:2048 -noenc -keyout /dev/null -days 200 -subj "/CN=$1" 2>/dev/null | grep -v -- '-----' | tr -d '\n') || fail 'openssl could not make a certificate'
  cat <<XML
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://sso.$1/saml"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>$certificate</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://sso.$1/sso"/></IDPSSODescriptor></EntityDescriptor>
XML
}
