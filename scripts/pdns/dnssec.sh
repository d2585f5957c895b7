#!/bin/sh
# dnssec.sh [DATABASE]: makes the key of the zone "." for a PowerDNS that signs what urelay-pdns answers, and prints the trust anchor, a line for unbound's trust-anchor-file.
# Run again, it changes nothing and prints the same. Default: /var/lib/powerdns/urelay-dnssec.db, which then belongs to the user pdns.
set -eu
# The key is the user's alone.
umask 077

database=${1:-/var/lib/powerdns/urelay-dnssec.db}
schema=${PDNS_SCHEMA:-/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql}
fail() { echo "${0##*/}: $*" >&2; exit 1; }
for tool in sqlite3 pdnsutil; do
  command -v $tool >/dev/null || fail "$tool is missing: install the packages sqlite3, pdns-server and pdns-backend-sqlite3"
done

# A configuration with the keys alone: with PowerDNS' own, pdnsutil would start the backend, and ask it.
config=$(mktemp -d)
trap 'rm -rf "$config"' EXIT
printf 'launch=gsqlite3\ngsqlite3-database=%s\ngsqlite3-dnssec=yes\n' "$database" > "$config/pdns.conf"
tell() { pdnsutil --config-dir="$config" "$@" > "$config/said" 2>&1 || fail "pdnsutil $*: $(cat "$config/said")"; }

if [ ! -s "$database" ]; then
  [ -r "$schema" ] || fail "$schema is missing: name PowerDNS' schema.sqlite3.sql in PDNS_SCHEMA"
  # Made aside: a run that is broken off leaves no half of it.
  sqlite3 "$database.new" < "$schema"
  sqlite3 "$database.new" "INSERT INTO domains (name, type) VALUES ('.', 'NATIVE')"
  mv "$database.new" "$database"
fi

# NSEC3 narrow, and before there is a key: signed in any other way, one negative answer ends PowerDNS 4. No iterations and no salt (RFC 9276), and no opt-out, which would
# leave wildcards unsigned.
if [ "$(sqlite3 "$database" 'SELECT count(*) FROM cryptokeys WHERE active')" = 0 ]; then
  tell set-nsec3 . '1 0 0 -' narrow
  tell secure-zone .
fi
[ "$(id -u)" != 0 ] || ! id pdns > /dev/null 2>&1 || chown pdns:pdns "$database"
pdnsutil --config-dir="$config" export-zone-dnskey . "$(sqlite3 "$database" 'SELECT min(id) FROM cryptokeys WHERE active')"
