#!/usr/bin/env bash
# DNS questions a second (dnsperf): the built-in listener beside unbound; PowerDNS with our backend beside a trivial one in C, its own SQL backend and its zone files;
# caches off, at 1 s, and at 60 s with PURGE; with DNSSEC and without. A table, and dns.md and dns.json in out/bench. Runs as anyone once all is installed.
#   tests/bench/dns.sh [--rounds N] [--seconds S] [--only WORD]... [--output DIRECTORY]
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PATH="$PATH:/usr/sbin:/sbin"

# command or file -> the Debian package that has it
needed=(
  dnsperf:dnsperf dig:bind9-dnsutils unbound:unbound pdns_server:pdns-server sqlite3:sqlite3 gcc:gcc /usr/include/stdio.h:libc6-dev
  '/usr/lib/*/pdns/libpipebackend.so:pdns-backend-pipe' '/usr/lib/*/pdns/libremotebackend.so:pdns-backend-remote'
  '/usr/lib/*/pdns/libgsqlite3backend.so:pdns-backend-sqlite3' '/usr/lib/*/pdns/libbindbackend.so:pdns-backend-bind'
)
. scripts/need.sh
need "${needed[@]}"

mkdir -p out/bench
gcc -O2 -Wall -Wextra -o out/bench/pipe tests/bench/load/pipe.c
# As a user runs them: Release, ReadyToRun.
./urelay --version >/dev/null
./urelay-pdns --version >/dev/null
dotnet build -c Release -v quiet --nologo tests/bench/Relay.Bench
dotnet tests/bench/Relay.Bench/bin/Release/net10.0/Relay.Bench.dll dns "$@"
