#!/usr/bin/env bash
# Measures a million rules (load, memory, look-up, a change of one row) and the time from COMMIT to in force in 4 processes, on SQLite and PostgreSQL.
#   tests/bench/rules.sh [--domains N] [--prefixes N] [--commits N] [--output DIRECTORY]
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build -c Release -v quiet --nologo tests/bench/Relay.Bench
dotnet tests/bench/Relay.Bench/bin/Release/net10.0/Relay.Bench.dll rules "$@"
