#!/usr/bin/env bash
# Measures a million rules (load, memory, look-up, a change of one row) and the time from COMMIT until the last of 4 whole processes (2 urelay run, 2 urelay-pdns)
# answers by the changed rule, on SQLite and PostgreSQL.
#   tests/bench/rules.sh [--domains N] [--prefixes N] [--commits N] [--output DIRECTORY]
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# As a user runs them: Release, ReadyToRun.
./urelay --version >/dev/null
./urelay-pdns --version >/dev/null
dotnet build -c Release -v quiet --nologo tests/bench/Relay.Bench
dotnet tests/bench/Relay.Bench/bin/Release/net10.0/Relay.Bench.dll rules "$@"
