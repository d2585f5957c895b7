#!/usr/bin/env bash
# Measures urelay beside what a user would pick instead, in one run on one machine: see README.md. Needs root, for the namespaces.
#   tests/bench/run.sh [--rounds N] [--seconds S] [--only WORD]... [--congestion NAME] [--output DIRECTORY]
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PATH="$PATH:/usr/sbin:/sbin"

# command or file -> the Debian package that has it
needed=(
  ip:iproute2 nft:nftables sysctl:procps gcc:gcc sqlite3:sqlite3 iperf3:iperf3 wrk:wrk nginx:nginx-light
  haproxy:haproxy microsocks:microsocks danted:dante-server proxychains4:proxychains4
  dnsperf:dnsperf psql:postgresql-client '/usr/lib/postgresql/*/bin/initdb:postgresql' /usr/include/stdio.h:libc6-dev
)
. scripts/need.sh
need "${needed[@]}"

mkdir -p out/bench
gcc -O2 -Wall -Wextra -pthread -o out/bench/flowload tests/bench/load/flowload.c
# As a user runs it: Release, ReadyToRun.
./urelay --version >/dev/null
dotnet build -c Release -v quiet --nologo tests/bench/Relay.Bench
ulimit -n "$(ulimit -Hn)"
dotnet tests/bench/Relay.Bench/bin/Release/net10.0/Relay.Bench.dll "$@"
