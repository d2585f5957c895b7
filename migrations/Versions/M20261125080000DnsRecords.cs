using FluentMigrator;
using Relay.Migrations.Checks;

namespace Relay.Migrations.Versions;

/// <summary>
/// Records of more types, whose content is the loader's to look at; and of a pool's view, how long answers may be kept, and what the internet side is asked for.
/// </summary>
[Migration(2026_11_25_08_00_00, "dns_record: more types; pool: ttl, negative_ttl, forward, check_exists")]
public sealed class M20261125080000DnsRecords : TableMigration
{
    public override void Up()
    {
        Both("ALTER TABLE pool ADD COLUMN ttl {int} NOT NULL DEFAULT 300");
        Both("ALTER TABLE pool ADD COLUMN negative_ttl {int} NOT NULL DEFAULT 1");
        Both("ALTER TABLE pool ADD COLUMN forward text");
        Both("ALTER TABLE pool ADD COLUMN check_exists text");
        Checked("pool",
            new("pool.name is 1 to 100 characters: no control characters, no space at the ends", "{is_word:NEW.name}"),
            new("pool.kind is phantom6 or nat64", "NEW.kind IN ('phantom6', 'nat64')"),
            new("pool.prefix is an IPv6 network in canonical form, such as fd00:1::/64", "{is_network:NEW.prefix} AND NEW.prefix LIKE '%:%/%' AND NEW.prefix <> '::/64'"),
            new("pool.prefix of a phantom6 pool is a /64, such as fd00:1::/64", "NEW.kind <> 'phantom6' OR NEW.prefix LIKE '%/64'"),
            new("pool.prefix of a nat64 pool is a /96, such as 64:ff9b:1::/96", "NEW.kind <> 'nat64' OR NEW.prefix LIKE '%/96'"),
            new("pool.listener is the name of a listener (1 to 100 characters, no space at the ends), or null for all", "{is_word:NEW.listener}"),
            new("pool.ttl is 0 to 86400 seconds", "NEW.ttl BETWEEN 0 AND 86400"),
            new("pool.negative_ttl is 0 to 86400 seconds", "NEW.negative_ttl BETWEEN 0 AND 86400"),
            new("pool.forward is a list of record types, such as HTTPS,MX,TXT, no spaces; or null", "NEW.forward <> '' AND {is_line:NEW.forward} AND NEW.forward NOT LIKE '% %'"),
            new("pool.check_exists is * for all names, or a list of names, such as corp.example.com,example.net, no spaces; or null",
                "NEW.check_exists <> '' AND {is_line:NEW.check_exists} AND NEW.check_exists NOT LIKE '% %'"));
        Checked("dns_record", DnsRecordChecks.OfManyTypes);
    }
}
