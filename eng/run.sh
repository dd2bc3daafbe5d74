#!/usr/bin/env bash
# Runs the portal at http://localhost:5080 with a private PostgreSQL of its own. Arguments are the portal's (see --help).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/install.sh

need_dotnet
need_postgres
exec dotnet run --project AccountPortal -- "$@"
