#!/usr/bin/env bash
# Looks for known holes in what the portal is made of: each NuGet package with all that it brings along; and says how old the vendored data is. Fails on a hole.
# A feed that has no list of holes is named: then nobody has looked, and "no holes" would be a lie.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/install.sh

need_dotnet

# As docs/security.md says: looked at twice a year.
most_days=183

# Of the feeds that packages come from, those with a list of holes (the protocol's resource VulnerabilityInfo).
has_list=
while read -r feed; do
  # All of it first: a search that ends early would break curl's pipe, which counts as failing.
  if command -v curl >/dev/null && index=$(curl -fsSL --max-time 30 "$feed" 2>/dev/null) && grep -q '"VulnerabilityInfo/' <<<"$index"; then
    has_list=yes
  else
    echo "audit: $feed has no list of known holes, or could not be asked"
  fi
done < <(dotnet nuget list source --format short | awk '$1 ~ /^E/ && $2 ~ /^http/ { print $2 }')

dotnet restore AccountPortal.sln -v quiet </dev/null || fail 'audit: the packages could not be restored'
report=$(dotnet list AccountPortal.sln package --vulnerable --include-transitive --format json </dev/null) || fail "audit: the packages could not be listed: $report"
if grep -q '"vulnerabilities"' <<<"$report"; then
  dotnet list AccountPortal.sln package --vulnerable --include-transitive </dev/null
  fail 'audit: packages with known holes are in use'
fi

if [[ -n $has_list ]]; then
  echo 'audit: no package has a known hole'
else
  echo 'audit: NOT DONE for packages: no feed here knows of holes. These are in use, to be looked up by hand:'
  dotnet list AccountPortal.sln package --include-transitive --format json </dev/null |
    grep -oE '"(id|resolvedVersion)": "[^"]+"' | cut -d'"' -f4 | paste -d' ' - - | sort -u | sed 's/^/  /'
fi

# What is vendored stands in the table of the document.
while IFS='|' read -r _ file from licence _; do
  file=AccountPortal/$(tr -d ' `' <<<"$file")
  changed=$(git log -1 --format=%ct -- "$file" 2>/dev/null || true)
  if [[ -z $changed ]]; then
    echo "audit: $file ($(xargs <<<"$licence")): age unknown, this is no checkout"
    continue
  fi

  days=$((($(date +%s) - changed) / 86400))
  echo "audit: $file ($(xargs <<<"$licence")) from $(tr -d '`' <<<"$from" | xargs): $days days old$( ((days <= most_days)) || echo '; LOOK FOR A NEWER ONE')"
done < <(sed -n '/^| data | from | licence |/,/^$/p' docs/security.md | tail -n +3 | grep '^|')
