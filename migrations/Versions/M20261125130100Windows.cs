using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>IPv4 addresses that stand for members of groups and for static mappings; and pools of NAT64 with every prefix length of RFC 6052.</summary>
[Migration(2026_11_25_13_01_00, "ipv4_window; pool: nat64 prefixes of RFC 6052")]
public sealed class M20261125130100Windows : TableMigration
{
    public override void Up()
    {
        Both("""
            CREATE TABLE ipv4_window (
                network  text NOT NULL PRIMARY KEY,
                group_id {int},
                first    {int} NOT NULL DEFAULT 0,
                comment  text
            ) {keyed}
            """);
        Counted("ipv4_window");
        Fed(new ChangeFeed("ipv4_window", ["network"]));
        Checked("ipv4_window",
            new("ipv4_window.network is an IPv4 network in canonical form, such as 192.0.2.0/24", "{is_network:NEW.network} AND NEW.network LIKE '%/%' AND NEW.network NOT LIKE '%:%'"),
            new("ipv4_window.group_id is 0 to 65535, or null for static_mapping", "NEW.group_id BETWEEN 0 AND 65535"),
            new("ipv4_window.first is 0 to 4294967295", "NEW.first BETWEEN 0 AND 4294967295"),
            new("ipv4_window.comment is text without a NUL", "{is_text:NEW.comment}"));
        CheckPools();
    }

    private void CheckPools() => Checked("pool",
        new("pool.name is 1 to 100 characters: no control characters, no space at the ends", "{is_word:NEW.name}"),
        new("pool.kind is phantom6 or nat64", "NEW.kind IN ('phantom6', 'nat64')"),
        new("pool.prefix is an IPv6 network in canonical form, such as fd00:1::/64", "{is_network:NEW.prefix} AND NEW.prefix LIKE '%:%/%' AND NEW.prefix NOT IN ('::/32', '::/40', '::/48', '::/56', '::/64')"),
        new("pool.prefix of a phantom6 pool is a /64, such as fd00:1::/64", "NEW.kind <> 'phantom6' OR NEW.prefix LIKE '%/64'"),
        new("pool.prefix of a nat64 pool is a /32, /40, /48, /56, /64 or /96 (RFC 6052), such as 64:ff9b:1::/96",
            "NEW.kind <> 'nat64' OR NEW.prefix LIKE '%/32' OR NEW.prefix LIKE '%/40' OR NEW.prefix LIKE '%/48' OR NEW.prefix LIKE '%/56' OR NEW.prefix LIKE '%/64' OR NEW.prefix LIKE '%/96'"),
        new("pool.listener is the name of a listener (1 to 100 characters, no space at the ends), or null for all", "{is_word:NEW.listener}"),
        new("pool.ttl is 0 to 86400 seconds", "NEW.ttl BETWEEN 0 AND 86400"),
        new("pool.negative_ttl is 0 to 86400 seconds", "NEW.negative_ttl BETWEEN 0 AND 86400"),
        new("pool.forward is a list of record types, such as HTTPS,MX,TXT, no spaces; or null", "NEW.forward <> '' AND {is_line:NEW.forward} AND NEW.forward NOT LIKE '% %'"),
        new("pool.check_exists is * for all names, or a list of names, such as corp.example.com,example.net, no spaces; or null",
            "NEW.check_exists <> '' AND {is_line:NEW.check_exists} AND NEW.check_exists NOT LIKE '% %'"));
}
