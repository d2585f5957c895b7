#!/bin/sh
# try.sh SETUP DIRECTORY PORT [PDNS-OPTION]...: runs one of the ready configurations on 127.0.0.1 and PORT until it is ended (SIGTERM, Ctrl-C), as whoever runs it, with all its files
# in DIRECTORY. SETUP is stdio, pipe, remote or dnssec; further options of pdns_server win over the configuration's, such as --cache-ttl=0.
#
#   scripts/pdns/try.sh remote /tmp/try 5300 & dig @127.0.0.1 -p 5300 www.example.com AAAA
#
# URELAY_STORE         the store; default: DIRECTORY/urelay.db
# URELAY_PDNS          the program; default: urelay-pdns of this checkout
# URELAY_PDNS_OPTIONS  more options for it, without spaces in them, such as --zones
set -eu

usage() { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
[ $# -ge 3 ] || usage
setup=$1 port=$3
here=$(cd "$(dirname "$0")" && pwd)
case $setup in
  stdio) shipped=$here/pdns-urelay.conf ;;
  pipe | remote | dnssec) shipped=$here/pdns-urelay-$setup.conf ;;
  *) usage ;;
esac
mkdir -p "$2"
directory=$(cd "$2" && pwd)
shift 3
case $directory in *\ *) echo "${0##*/}: $directory has a space in it: PowerDNS splits commands there" >&2; exit 2 ;; esac
program=${URELAY_PDNS:-$here/../../urelay-pdns}
export URELAY_STORE="${URELAY_STORE:-$directory/urelay.db}"
socket=$directory/pdns.sock

cp "$shipped" "$directory/pdns.conf"
set -- --config-dir="$directory" --socket-dir="$directory" --local-address=127.0.0.1 --local-port="$port" --daemon=no --guardian=no --disable-syslog=yes "$@"
case $setup in
  stdio) set -- --pipe-command="$program --control $directory/pdns.controlsocket${URELAY_PDNS_OPTIONS:+ $URELAY_PDNS_OPTIONS}" "$@" ;;
  pipe) set -- --pipe-command="$program --connect $socket" "$@" ;;
  remote) set -- --remote-connection-string="unix:path=$socket,timeout=2000" "$@" ;;
  dnssec)
    set -- --remote-connection-string="unix:path=$socket,timeout=2000" --gsqlite3-database="$directory/dnssec.db" "$@"
    "$here/dnssec.sh" "$directory/dnssec.db" > "$directory/anchor"
    ;;
esac

processes=
trap 'kill $processes 2>/dev/null || true; wait' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT
if [ "$setup" != stdio ]; then
  rm -f "$socket"
  "$program" --serve "$socket" --control "$directory/pdns.controlsocket" ${URELAY_PDNS_OPTIONS-} &
  processes=$!
  until [ -S "$socket" ]; do kill -0 "$processes" || exit 1; sleep 0.05; done
fi
PATH=$PATH:/usr/sbin pdns_server "$@" &
processes="$processes $!"
wait $!
