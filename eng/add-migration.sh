#!/usr/bin/env bash
# Adds an EF Core migration: eng/add-migration.sh NAME
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/install.sh

[[ $# == 1 ]] || fail 'Usage: eng/add-migration.sh NAME'
need_dotnet
export EfDesign=true
dotnet tool restore
# The tool reads the project before it restores it.
dotnet restore AccountPortal
dotnet ef migrations add "$1" --project AccountPortal --output-dir Data/Migrations
