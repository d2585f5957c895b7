#!/usr/bin/env bash
# Gives every parser that has a fuzz test damaged messages for so many seconds each, from a seed that is printed: the same seed gives the same messages.
#   scripts/fuzz.sh [SECONDS [SEED]]      60 seconds and a random seed, unless they are said
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export URELAY_FUZZ_SECONDS="${1:-60}" URELAY_FUZZ_SEED="${2:-$RANDOM}"
echo "$URELAY_FUZZ_SECONDS seconds each, seed $URELAY_FUZZ_SEED"
status=0
for project in $(grep -lr --include=*.cs 'Trait("kind", "fuzz")' tests | cut -d/ -f2 | sort -u); do
  dotnet build -c Release -v quiet --nologo "tests/$project"
  dotnet "tests/$project/bin/Release/net10.0/$project.dll" -noColor -showLiveOutput -trait kind=fuzz || status=1
done
exit "$status"
