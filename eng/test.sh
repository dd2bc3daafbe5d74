#!/usr/bin/env bash
# Builds and runs every test; arguments go to `dotnet test` (for example --filter Sessions). Ends with "N passed, N failed".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/install.sh

need_dotnet
need_postgres
need_chromium
need_aiosmtpd
need_pgbouncer
need_nginx
need_caddy
need_xmlsec1
need_samlp
need_saml_schemas
need_ip_databases
need_network_database

# Build servers that outlive the run would keep a waiting CI's pipe open.
[[ -z ${CI:-} ]] || export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

# What runs for minutes only, and starts anew for many a test, is not worth the runtime's measuring of itself.
export DOTNET_TieredPGO=0

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

status=0
dotnet test AccountPortal.sln -v quiet --logger 'console;verbosity=minimal' --logger trx --results-directory "$results" "$@" </dev/null ||
  status=$?

# A result file holds one <Counters total="…" executed="…" passed="…" failed="…" error="…" …/>; skipped tests are not executed.
count() {
  find "$results" -name '*.trx' -exec grep -ho "<Counters [^>]*" {} + | grep -o " $1=\"[0-9]*\"" | tr -cd '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }'
}
passed=$(count passed || true)
failed=$(($(count failed || true) + $(count error || true) + $(count timeout || true) + $(count aborted || true)))
skipped=$(($(count total || true) - $(count executed || true)))

if ((status == 0 && (failed > 0 || passed == 0))); then status=1; fi
printf '%d passed, %d failed%s\n' "$passed" "$failed" "$( ((skipped == 0)) || printf ', %d skipped' "$skipped")"
exit "$status"
