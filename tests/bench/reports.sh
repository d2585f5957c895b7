#!/usr/bin/env bash
# How long each report of sql/reports takes in the engines' shells: a table, and reports.md and reports.json in out/bench.
# On an audit of ten million flows that it makes for this, on 10 GB of disk; or on stores that are there.
#   tests/bench/reports.sh [--rows N | --store STORE...] [--rounds N] [--output DIRECTORY]
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
. scripts/need.sh
need '/usr/lib/postgresql/*/bin/initdb:postgresql' sqlite3:sqlite3
dotnet build -c Release -v quiet --nologo tests/bench/Relay.Bench
dotnet tests/bench/Relay.Bench/bin/Release/net10.0/Relay.Bench.dll reports "$@"
