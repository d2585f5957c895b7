#!/usr/bin/env bash
# DNS questions a second (dnsperf): the built-in listener beside unbound; PowerDNS with our backend beside a trivial one in C, its own SQL backend and its zone files;
# caches off, at 1 s, and at 60 s with PURGE; with DNSSEC and without. A table, and dns.md and dns.json in out/bench. Runs as anyone once all is installed.
#   tests/bench/dns.sh [--rounds N] [--seconds S] [--only WORD]... [--output DIRECTORY]
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PATH="$PATH:/usr/sbin:/sbin"

# command -> the Debian package that has it
needed=(dnsperf:dnsperf dig:bind9-dnsutils unbound:unbound pdns_server:pdns-server sqlite3:sqlite3 gcc:gcc)
missing=()
for entry in "${needed[@]}"; do
  command -v "${entry%%:*}" >/dev/null || missing+=("${entry##*:}")
done
for backend in pipe:pipe remote:remote gsqlite3:sqlite3 bind:bind; do
  compgen -G "/usr/lib/*/pdns/lib${backend%%:*}backend.so" >/dev/null || missing+=("pdns-backend-${backend##*:}")
done
[ -e /usr/include/stdio.h ] || missing+=(libc6-dev)
if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # No service of these packages is wanted running (policy-rc.d, invoke-rc.d(8)).
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
fi

mkdir -p out/bench
gcc -O2 -Wall -Wextra -o out/bench/pipe tests/bench/load/pipe.c
# As a user runs them: Release, ReadyToRun.
./urelay --version >/dev/null
./urelay-pdns --version >/dev/null
dotnet build -c Release -v quiet --nologo tests/bench/Relay.Bench
dotnet tests/bench/Relay.Bench/bin/Release/net10.0/Relay.Bench.dll dns "$@"
