# shellcheck shell=bash
# Sourced by the scripts beside it: finds what the portal and its tests need, installs it with apt-get where that is possible
# without asking anybody, and otherwise says in one line what to install.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

need_dotnet() {
  # With global.json beside it this also asks for the right version.
  dotnet --version >/dev/null 2>&1 ||
    fail 'The .NET 10 SDK is missing: get it at https://dotnet.microsoft.com/download/dotnet/10.0'
}

need_postgres() {
  has_postgres && return
  # Only the binaries are wanted: without this file the package would also make and start a server on port 5432.
  local no_cluster=/etc/postgresql-common/createcluster.d/account-portal.conf
  may_install && as_root mkdir -p "${no_cluster%/*}" && echo 'create_main_cluster = false' | as_root tee "$no_cluster" >/dev/null
  install_packages postgresql
  may_install && as_root rm -f "$no_cluster"
  has_postgres || fail 'PostgreSQL is missing: install its server (Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql)'
}

need_chromium() {
  has_chromium && return
  install_packages chromium
  # Ubuntu's Chromium is a snap only, which no test can drive: there Playwright fetches its own.
  has_chromium || { may_install && playwright_chromium; } || true
  has_chromium || fail 'Chromium is missing: install it (Debian: apt-get install chromium; Ubuntu: Google Chrome from https://www.google.com/chrome)'
}

# A script beside this one drives Chromium with the package that the tests use, and the node that comes with it: playwright FILE [ARGUMENT…].
need_playwright() {
  need_chromium
  dotnet restore AccountPortal.Tests -v quiet </dev/null || fail 'The packages of the tests could not be fetched'
  local version nodes
  version=$(sed -n 's/.*Include="Microsoft.Playwright" Version="\([^"]*\)".*/\1/p' AccountPortal.Tests/AccountPortal.Tests.csproj)
  playwright_folder=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')microsoft.playwright/$version/.playwright
  case $(uname -sm) in
    'Linux x86_64') nodes=linux-x64 ;;
    Linux*) nodes=linux-arm64 ;;
    'Darwin arm64') nodes=darwin-arm64 ;;
    *) nodes=darwin-x64 ;;
  esac
  playwright_node=$playwright_folder/node/$nodes/node
}

playwright() {
  PLAYWRIGHT=$playwright_folder/package CHROMIUM=$(command -v chromium || command -v google-chrome || true) "$playwright_node" "$@" </dev/null
}

# A mail server that is not ours, for the tests to send to.
need_aiosmtpd() {
  has_aiosmtpd && return
  install_packages python3 python3-aiosmtpd
  has_aiosmtpd || fail 'aiosmtpd for Python 3 is missing: install it (Debian and Ubuntu: apt-get install python3-aiosmtpd; elsewhere: python3 -m pip install aiosmtpd)'
}

# Another hand at XML signatures, for the tests of SAML.
need_xmlsec1() {
  command -v xmlsec1 >/dev/null || install_packages xmlsec1
  command -v xmlsec1 >/dev/null || fail 'xmlsec1 is missing: install it (Debian and Ubuntu: apt-get install xmlsec1; macOS: brew install libxmlsec1)'
}

# An identity provider that is not ours, and the packages that it needs, of exactly the content that is locked; nothing of them is run to install them.
need_samlp() {
  local peer=AccountPortal.Tests/Saml/Peer folder=.portal/samlp
  cmp -s "$peer/package-lock.json" "$folder/package-lock.json" && [[ -d $folder/node_modules/samlp ]] && return
  need_npm
  echo 'Fetching samlp'
  mkdir -p "$folder"
  local work
  work=$(mktemp -d "$folder.XXXXXX")
  cp "$peer"/package{,-lock}.json "$work"
  npm ci --prefix "$work" --ignore-scripts --no-audit --no-fund --silent </dev/null || fail 'samlp could not be fetched: see what npm ci says in AccountPortal.Tests/Saml/Peer'
  # A rename, so that nobody meets half of it.
  rm -rf "$folder"
  mv "$work" "$folder"
}

# OASIS's schemas of SAML's messages, which ours are held against.
need_saml_schemas() {
  local folder=.portal/saml-schemas version=1.0.5
  [[ -d $folder/$version ]] && return
  mkdir -p "$folder"
  local work
  work=$(mktemp -d "$folder/fetch.XXXXXX")
  fetch_package "$work" "@authenio/samlify-xsd-schema-validator@$version" \
    'HJjmjM1WbeB/z4nVbYEcmtIWTLPKqjrqRGEpC9lu7s03Usc4nxxfrJGjHgh3M8MvBJy4neVUoeM9rP4ym3GLgg=='
  [[ -d $folder/$version ]] || mv "$work/package/schemas" "$folder/$version"
  rm -rf "$work"
}

# The proxy in front of the nodes, and what makes a clock wrong, for eng/chaos.sh.
need_haproxy() {
  command -v haproxy >/dev/null || install_packages haproxy
  command -v haproxy >/dev/null || fail 'haproxy is missing: install it (Debian and Ubuntu: apt-get install haproxy; macOS: brew install haproxy)'
}

need_nginx() {
  command -v nginx >/dev/null || install_packages nginx-light
  command -v nginx >/dev/null || fail 'nginx is missing: install it (Debian and Ubuntu: apt-get install nginx-light; macOS: brew install nginx)'
}

need_caddy() {
  command -v caddy >/dev/null && return
  install_packages caddy
  # The package starts one of its own.
  ! may_install || as_root systemctl disable --now --quiet caddy 2>/dev/null || true
  command -v caddy >/dev/null || fail 'Caddy is missing: install it (Debian and Ubuntu: apt-get install caddy; macOS: brew install caddy)'
}

need_cc() {
  command -v cc >/dev/null || install_packages gcc libc6-dev
  command -v cc >/dev/null || fail 'A C compiler is missing: install it (Debian and Ubuntu: apt-get install gcc libc6-dev)'
}

# What tests look addresses up in: a real database and, as the answers, the list it was made from. Both public domain (CC0; NRO statistics,
# CC BY 4.0, nro.net), kept in .portal/, which git ignores.
need_ip_databases() {
  local folder=.portal/ip-databases version=2.3.2026061719
  [[ -d $folder/$version ]] && return
  mkdir -p "$folder"
  local work
  work=$(mktemp -d "$folder/fetch.XXXXXX")
  fetch_package "$work" "@ip-location-db/geo-whois-asn-country-mmdb@$version" \
    'xemBDNQl4mCYDuVbqe3jKGKsVDykZGkfvebhtOh/3VGLadq8vsp7t7ontpMUt3hH7sAGT0eLDyJ99SV+0waxZg=='
  fetch_package "$work" "@ip-location-db/geo-whois-asn-country@$version" \
    '9MQ3r2q+GDLwW+Mye5duWnHe3n1qB1ZcNUcM9P58CpdW86Gt44AgfIrem6Pcy/tbCHhQ70RJCLngQQyYnaEjbw=='
  rm -f "$work"/package/*-num.csv
  # A rename, so that nobody meets half of it.
  [[ -d $folder/$version ]] || mv "$work/package" "$folder/$version"
  rm -rf "$work"
}

# Networks (autonomous systems) likewise: a real list (by DB-IP, RouteViews and NRO, all CC BY 4.0: db-ip.com, routeviews.org, nro.net). As a
# database it is not to be had, so that MaxMind's own writer makes one of it.
need_network_database() {
  # The last number counts the changes of networks.pl.
  local folder=.portal/networks list=2.3.2026061719 version=2.3.2026061719.1
  [[ -d $folder/$version ]] && return
  has_maxmind_writer || install_packages libmaxmind-db-writer-perl
  has_maxmind_writer || fail "MaxMind's writer for Perl is missing: install it (Debian and Ubuntu: apt-get install libmaxmind-db-writer-perl; elsewhere: cpan MaxMind::DB::Writer)"
  mkdir -p "$folder"
  local work
  work=$(mktemp -d "$folder/fetch.XXXXXX")
  fetch_package "$work" "@ip-location-db/asn@$list" \
    'PpqYi7wyEyWwunXBtl+y3Vi403SvNywotWwvmiYCOUtE0SVol/Sf492Ee+eErEznmGapxEQB2SAfrpXuZ9a+vQ=='
  rm -f "$work"/package/*-num.csv
  perl AccountPortal.Tests/Places/networks.pl "$work/package/asn.mmdb" "$work"/package/asn-ipv{4,6}.csv || fail 'The database of networks could not be made'
  [[ -d $folder/$version ]] || mv "$work/package" "$folder/$version"
  rm -rf "$work"
}

has_maxmind_writer() {
  perl -MMaxMind::DB::Writer::Tree -e 1 2>/dev/null
}

# Unpacks an npm package of exactly that content (SHA-512 in base64); nothing of it is run.
fetch_package() {
  need_npm
  echo "Fetching $2"
  local file
  file=$(npm pack "$2" --silent --pack-destination "$1" </dev/null 2>/dev/null | tail -n 1) || true
  [[ -f $1/$file ]] || fail "$2 could not be fetched: see what 'npm pack $2' says"
  [[ $(node -p 'crypto.createHash("sha512").update(fs.readFileSync(process.argv[1])).digest("base64")' "$1/$file") == "$3" ]] ||
    fail "$2 is not what it was: its SHA-512 differs"
  tar -xzf "$1/$file" -C "$1"
  rm "$1/$file"
}

# For the tests behind a connection pooler, which start it themselves.
need_pgbouncer() {
  command -v pgbouncer >/dev/null && return
  install_packages pgbouncer
  # The package starts one of its own.
  ! may_install || as_root systemctl disable --now --quiet pgbouncer 2>/dev/null || true
  command -v pgbouncer >/dev/null || fail 'PgBouncer is missing: install it (Debian and Ubuntu: apt-get install pgbouncer; macOS: brew install pgbouncer)'
}

# need_tool COMMAND PACKAGE
need_tool() {
  command -v "$1" >/dev/null || install_packages "$2"
  command -v "$1" >/dev/null || fail "$1 is missing: install it (Debian and Ubuntu: apt-get install $2)"
}

need_npm() {
  command -v npm >/dev/null || install_packages npm
  command -v npm >/dev/null || fail 'npm is missing: install Node.js (Debian and Ubuntu: apt-get install npm; macOS: brew install node)'
}

has_postgres() { [[ -n $(postgres_folder) ]]; }

# Where the server's programs are: the same places, in the same order, as PostgresBinaries.cs.
postgres_folder() {
  local folder
  while IFS= read -r folder; do
    [[ -x $folder/initdb && -x $folder/postgres && -x $folder/pg_ctl ]] && echo "$folder" && return
  done < <(tr ':' '\n' <<<"$PATH"; compgen -G '/usr/lib/postgresql/*/bin'; compgen -G '/usr/pgsql-*/bin'; echo /usr/local/pgsql/bin
    compgen -G '/usr/libexec/postgresql*'; compgen -G '/opt/homebrew/opt/postgresql*/bin'; compgen -G '/usr/local/opt/postgresql*/bin'
    compgen -G '/Applications/Postgres.app/Contents/Versions/*/bin')
}

has_chromium() {
  command -v chromium >/dev/null || command -v google-chrome >/dev/null ||
    compgen -G "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}/chromium-*" >/dev/null
}

# The same places, in the same order, as RealSmtpServer.cs.
has_aiosmtpd() {
  local python
  for python in /usr/bin/python3 python3; do
    "$python" -c 'import aiosmtpd' 2>/dev/null && return
  done
  return 1
}

playwright_chromium() {
  echo "Installing Chromium with Playwright"
  dotnet build AccountPortal.Tests -v quiet </dev/null || return
  local driver=AccountPortal.Tests/bin/Debug/net10.0/.playwright
  local node=("$driver"/node/*/node)
  "${node[0]}" "$driver/package/cli.js" install --with-deps chromium </dev/null
}

may_install() {
  command -v apt-get >/dev/null && { [[ $(id -u) == 0 ]] || sudo -n true 2>/dev/null; }
}

as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo -n "$@"; fi
}

install_packages() {
  may_install || return 0
  printf 'Installing %s with apt-get\n' "$*"
  local log
  log=$(mktemp)
  if ! { apt_get update && apt_get install --no-install-recommends "$@"; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
  fi
  rm -f "$log"
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -yqq -o DPkg::Lock::Timeout=120 "$@" </dev/null
}
