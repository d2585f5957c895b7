#!/usr/bin/env bash
# Installs what the tests need, builds without a warning, runs every test project, and ends with one line: N passed, N failed.
# Unit and store tests run as anyone; the end-to-end tests make network namespaces and need root.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PATH="$PATH:/usr/sbin:/sbin"
# Hundreds of programs start and end: what a profile would make quicker, none of them lives to see.
export DOTNET_TieredPGO=${DOTNET_TieredPGO:-0}

# command -> the Debian package that has it
needed=(
  nft:nftables ip:iproute2 unshare:util-linux setpriv:util-linux mount:mount ps:procps curl:curl dig:bind9-dnsutils sqlite3:sqlite3
  pdns_server:pdns-server delv:bind9-dnsutils unbound:unbound gcc:gcc sshd:openssh-server ssh:openssh-client socat:socat
  haproxy:haproxy tor:tor nginx:nginx-light tinyproxy:tinyproxy-bin avahi-daemon:avahi-daemon
  dnsmasq:dnsmasq-base musl-gcc:musl-tools chromium-headless-shell:chromium-headless-shell
)
# file -> the package
needed+=(
  /usr/share/publicsuffix/public_suffix_list.dat:publicsuffix /usr/include/stdio.h:libc6-dev /usr/include/linux/rtnetlink.h:linux-libc-dev
  '/usr/lib/*/pdns/libpipebackend.so:pdns-backend-pipe' '/usr/lib/*/pdns/libremotebackend.so:pdns-backend-remote' '/usr/lib/*/pdns/libgsqlite3backend.so:pdns-backend-sqlite3'
)
[ -n "${URELAY_TEST_POSTGRES:-}" ] || needed+=('/usr/lib/postgresql/*/bin/initdb:postgresql')
. scripts/need.sh
need "${needed[@]}"

# systemd-resolved is unpacked for the tests and not installed: its package takes the machine's resolv.conf over.
resolved=out/systemd-resolved
if [ ! -d "$resolved" ]; then
  echo "Unpacking systemd-resolved" >&2
  [ "$(id -u)" != 0 ] || apt-get update -qq
  packages=$(mktemp -d)
  chmod 755 "$packages"
  # Its sandbox does not reach into a directory of ours; nothing is lost without it.
  (cd "$packages" && apt-get download -qq -o APT::Sandbox::User=root systemd-resolved libsystemd-shared libnss-resolve)
  rm -rf "$resolved.part"
  mkdir -p "$resolved.part"
  for package in "$packages"/*.deb; do
    dpkg --extract "$package" "$resolved.part"
  done
  rm -r "$packages"
  mv "$resolved.part" "$resolved"
fi

dotnet build UniversalRelay.sln -warnaserror --nologo -v quiet

passed=0 failed=0 skipped=0
for project in tests/*.Tests tests/Relay.EndToEnd; do
  name=$(basename "$project")
  log=$(mktemp)
  status=0
  dotnet "$project/bin/Debug/net10.0/$name.dll" -noColor "$@" 2>&1 | tee "$log" || status=$?
  summary=$(grep -oE "$name +Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+" "$log" | tail -n 1 || true)
  rm -f "$log"
  if [ -z "$summary" ]; then
    # A run that did not come to its summary has failed, whatever it printed before.
    echo "$name ended without a summary (status $status)" >&2
    failed=$((failed + 1))
    continue
  fi
  read -r total errors fails skips <<<"$(grep -oE '[0-9]+' <<<"${summary#"$name"}" | tr '\n' ' ')"
  failed=$((failed + errors + fails))
  skipped=$((skipped + skips))
  passed=$((passed + total - fails - skips))
  [ "$status" = 0 ] || [ $((errors + fails)) -gt 0 ] || failed=$((failed + 1))
done

tail=''
[ "$skipped" = 0 ] || tail=", $skipped skipped"
echo "$passed passed, $failed failed$tail"
[ "$failed" = 0 ]
