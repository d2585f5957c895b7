using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>
/// Records of more types, whose content is the loader's to look at; and of a pool's view, how long answers may be kept, and what the internet side is asked for.
/// </summary>
[Migration(2026_11_25_08_00_00, "dns_record: more types; pool: ttl, negative_ttl, forward, check_exists")]
public sealed class M20261125080000DnsRecords : TableMigration
{
    private const string Name = "a lower-case name without a final dot, such as www.example.com (xn--... for other letters), at most 253 characters, the last label not a number";
    private const string Target = "a lower-case name, such as www.example.com, with or without a final dot";

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
        Checked("dns_record",
            new($"dns_record.name is {Name}; or *. and such a name", "{is_name:NEW.name} OR (NEW.name LIKE '*.%' AND {is_name:substr(NEW.name, 3)})"),
            new("dns_record.type is A, AAAA, CAA, CNAME, HINFO, HTTPS, MX, NAPTR, NS, OPENPGPKEY, PTR, SMIMEA, SOA, SRV, SSHFP, SVCB, TLSA, TXT, URI, or TYPE and a number", """
                NEW.type IN ('A', 'AAAA', 'CAA', 'CNAME', 'HINFO', 'HTTPS', 'MX', 'NAPTR', 'NS', 'OPENPGPKEY', 'PTR', 'SMIMEA', 'SOA', 'SRV', 'SSHFP', 'SVCB', 'TLSA', 'TXT', 'URI')
                OR (NEW.type LIKE 'TYPE_%' AND NEW.type = upper(NEW.type))
                """),
            new("dns_record.ttl is 0 to 2147483647", "NEW.ttl BETWEEN 0 AND 2147483647"),
            new("dns_record.content is one line, not empty", "NEW.content <> '' AND {is_line:NEW.content}"),
            new("dns_record.content of type A is an IPv4 address, such as 192.0.2.1", "NEW.type <> 'A' OR {is_ipv4:NEW.content}"),
            new("dns_record.content of type AAAA is an IPv6 address in canonical form, such as 2001:db8::1", "NEW.type <> 'AAAA' OR {is_ipv6:NEW.content}"),
            new("dns_record.content of type CAA is such as 0 issue \"ca.example.net\": flags 0 or 128, a lower-case tag, a quoted value", "NEW.type <> 'CAA' OR {is_caa:NEW.content}"),
            new($"dns_record.content of type CNAME, NS or PTR is {Target}", "NEW.type NOT IN ('CNAME', 'NS', 'PTR') OR {is_target:NEW.content}"),
            new("dns_record.content of type MX is preference and name, such as 10 mail.example.com", "NEW.type <> 'MX' OR {is_mx:NEW.content}"),
            new("dns_record.content of type SOA is seven fields, such as ns.example.com admin.example.com 1 3600 600 86400 300: two names and five numbers, one space between",
                "NEW.type <> 'SOA' OR {is_soa:NEW.content}"),
            new("dns_record.content of type SRV is priority, weight, port and name, such as 0 5 5060 sip.example.com", "NEW.type <> 'SRV' OR {is_srv:NEW.content}"),
            new("dns_record.content of type TXT is quoted strings, such as \"v=spf1 -all\", of printable ASCII (\\DDD for other bytes)", "NEW.type <> 'TXT' OR {is_strings:NEW.content}"),
            new("a name that has a CNAME has no other records (RFC 1034 section 3.6.2): delete one of them first", """
                NOT EXISTS (SELECT 1 FROM {table:dns_record} AS other WHERE other.name = NEW.name AND other.id <> NEW.id AND 'CNAME' IN (other.type, NEW.type)
                    AND NOT (other.type = NEW.type AND other.content = NEW.content))
                """),
            new("dns_record.comment is text without a NUL", "{is_text:NEW.comment}"));
    }
}
