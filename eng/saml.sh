#!/usr/bin/env bash
# The long look at the reader of SAML messages, in a Release build: 200,000 answers damaged at random (and as many logouts and metadata documents), none of which
# may be accepted with another identity, throw, or take 100 ms; and how many usual answers one core reads in a second.
# eng/saml.sh [MUTATIONS [SEED]]: another number, or the same ones again. Takes about ten minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/install.sh

need_dotnet
export SAML_MUTATIONS=${1:-200000} SAML_SEED=${2:-$((RANDOM * 32768 + RANDOM))}
exec dotnet test AccountPortal.Tests -c Release -v quiet --nologo --logger 'console;verbosity=detailed' \
  --filter 'FullyQualifiedName~Saml.FuzzTests|FullyQualifiedName~Saml.CostTests' </dev/null
