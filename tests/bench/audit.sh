#!/usr/bin/env bash
# Rows of the audit a second into SQLite and PostgreSQL: a table, and audit.md and audit.json in out/bench.
#   tests/bench/audit.sh [--rounds N] [--rows N] [--output DIRECTORY]
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
. scripts/need.sh
need '/usr/lib/postgresql/*/bin/initdb:postgresql'
dotnet build -c Release -v quiet --nologo tests/bench/Relay.Bench
dotnet tests/bench/Relay.Bench/bin/Release/net10.0/Relay.Bench.dll audit "$@"
