#!/usr/bin/env bash
# Measures urelay beside what a user would pick instead, in one run on one machine: see README.md. Needs root, for the namespaces.
#   tests/bench/run.sh [--rounds N] [--seconds S] [--only WORD]... [--congestion NAME] [--output DIRECTORY]
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PATH="$PATH:/usr/sbin:/sbin"

# command -> the Debian package that has it
needed=(
  ip:iproute2 nft:nftables sysctl:procps gcc:gcc sqlite3:sqlite3 iperf3:iperf3 wrk:wrk nginx:nginx-light
  haproxy:haproxy microsocks:microsocks danted:dante-server proxychains4:proxychains4
  dnsperf:dnsperf psql:postgresql-client
)
missing=()
for entry in "${needed[@]}"; do
  command -v "${entry%%:*}" >/dev/null || missing+=("${entry##*:}")
done
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
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
gcc -O2 -Wall -Wextra -pthread -o out/bench/flowload tests/bench/load/flowload.c
# As a user runs it: Release, ReadyToRun.
./urelay --version >/dev/null
dotnet build -c Release -v quiet --nologo tests/bench/Relay.Bench
ulimit -n "$(ulimit -Hn)"
dotnet tests/bench/Relay.Bench/bin/Release/net10.0/Relay.Bench.dll "$@"
