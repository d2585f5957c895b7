using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>
/// The checks of all configuration tables, in place of most that the tables were made with: exact on both engines, with room for a sentence, and for rows
/// that are there already to stay.
/// </summary>
[Migration(2026_11_25_01_02_00, "checks of the configuration tables")]
public sealed class M20261125010200Checks : TableMigration
{
    public override void Up()
    {
        Checked("pool",
            new("pool.name is 1 to 100 characters: no control characters, no space at the ends", "{is_word:NEW.name}"),
            new("pool.kind is phantom6 or nat64", "NEW.kind IN ('phantom6', 'nat64')"),
            new("pool.prefix is an IPv6 network in canonical form, such as fd00:1::/64", "{is_network:NEW.prefix} AND NEW.prefix LIKE '%:%/%' AND NEW.prefix <> '::/64'"),
            new("pool.prefix of a phantom6 pool is a /64, such as fd00:1::/64", "NEW.kind <> 'phantom6' OR NEW.prefix LIKE '%/64'"),
            new("pool.prefix of a nat64 pool is a /96, such as 64:ff9b:1::/96", "NEW.kind <> 'nat64' OR NEW.prefix LIKE '%/96'"),
            new("pool.listener is the name of a listener (1 to 100 characters, no space at the ends), or null for all", "{is_word:NEW.listener}"));
        Checked("static_mapping",
            new("static_mapping.idx is 0 to 4294967295: write the row's number", "NEW.idx BETWEEN 0 AND 4294967295"),
            new($"static_mapping.domain is {Name}", "{is_name:NEW.domain}"));
        Checked("host",
            new($"host.domain is {Name}", "{is_name:NEW.domain}"),
            new($"host.address is {Address}", "{is_address:NEW.address}"));
        Upstream();
        Rule();
        Substitution();
        Dns();
    }

    private const string Name = "a lower-case name without a final dot, such as www.example.com (xn--... for other letters), at most 253 characters, the last label not a number";
    private const string Address = "an address in canonical form, such as 192.0.2.1 or 2001:db8::1";
    private const string Network = "a network or an address in canonical form, such as 192.0.2.0/24 or 2001:db8::/32, no bits set after the prefix";
    private const string Target = "a lower-case name, such as www.example.com, with or without a final dot";
    private const string Comment = "text without a NUL";

    private void Upstream() => Checked("upstream",
        new("upstream.name is 1 to 100 characters: no control characters, no space at the ends", "{is_word:NEW.name}"),
        new("upstream.kind is direct, socks5, http or unix", "NEW.kind IN ('direct', 'socks5', 'http', 'unix')"),
        new("an upstream of kind direct has no address, port, username or password: write null, or another kind",
            "NEW.kind <> 'direct' OR (NEW.address IS NULL AND NEW.port IS NULL AND NEW.username IS NULL AND NEW.password IS NULL)"),
        new("an upstream that is not direct needs an address", "NEW.kind = 'direct' OR NEW.address IS NOT NULL"),
        new("an upstream of kind unix needs a path from / as its address", "NEW.kind <> 'unix' OR NEW.address LIKE '/%'"),
        new("upstream.address is an address in canonical form, a lower-case name without a final dot, or a path from / of at most 107 bytes",
            "(NEW.address LIKE '/_%' AND {bytes:NEW.address} <= 107 AND {is_line:NEW.address}) OR {is_address:NEW.address} OR {is_name:NEW.address}"),
        new("upstream.port is 1 to 65535: an address or a name needs a port, a path has none",
            "NEW.address IS NULL OR CASE WHEN NEW.address LIKE '/%' THEN NEW.port IS NULL ELSE coalesce(NEW.port, 0) BETWEEN 1 AND 65535 END"),
        new("a path goes without source_v4, source_v6, device and mark: write null",
            "NEW.address NOT LIKE '/%' OR (NEW.source_v4 IS NULL AND NEW.source_v6 IS NULL AND NEW.device IS NULL AND coalesce(NEW.mark, 0) = 0)"),
        new("upstream.username and upstream.password go together: write both or neither", "(NEW.username IS NULL) = (NEW.password IS NULL)"),
        new("upstream.username is 1 to 255 bytes without control characters", "{bytes:NEW.username} BETWEEN 1 AND 255 AND {is_line:NEW.username}"),
        new("upstream.password is 1 to 255 bytes without control characters", "{bytes:NEW.password} BETWEEN 1 AND 255 AND {is_line:NEW.password}"),
        new("upstream.source_v4 is an IPv4 address, such as 192.0.2.1", "{is_ipv4:NEW.source_v4}"),
        new("upstream.source_v6 is an IPv6 address in canonical form, such as 2001:db8::1", "{is_ipv6:NEW.source_v6}"),
        new("upstream.device is a network device as ip link names it: 1 to 15 bytes, no slash, colon or space",
            "{bytes:NEW.device} BETWEEN 1 AND 15 AND {is_line:NEW.device} AND NEW.device NOT LIKE '%/%' AND NEW.device NOT LIKE '%:%' "
            + "AND NEW.device NOT LIKE '% %' AND NEW.device NOT IN ('.', '..')"),
        new("upstream.mark is 0 to 4294967295", "NEW.mark BETWEEN 0 AND 4294967295"),
        new("upstream.netns is the name of a network namespace, or its path from /",
            "{bytes:NEW.netns} BETWEEN 1 AND 4095 AND {is_line:NEW.netns} AND (NEW.netns LIKE '/_%' OR (NEW.netns NOT LIKE '%/%' AND NEW.netns NOT IN ('.', '..')))"),
        new("upstream.proxy_protocol is v1 or v2", "NEW.proxy_protocol IN ('v1', 'v2')"));

    private void Rule() => Checked("rule",
        new("rule.domain is name, .name, =name, * or regex:..., where name is lower-case without a final dot (xn--... for other letters) and a regex at most 1000 characters",
            "{is_pattern:NEW.domain}"),
        new($"rule.network is {Network}", "{is_network:NEW.network}"),
        new("rule.ports is a list such as 443 or 80,8000-8999: ports 1 to 65535, no spaces, no leading zeros, the lower end of a range first", "{is_port_list:NEW.ports}"),
        new($"rule.client is {Network}", "{is_network:NEW.client}"),
        new("rule.listener is the name of a listener (1 to 100 characters, no space at the ends), or null for all", "{is_word:NEW.listener}"),
        new("rule.answer says how a block is answered: write it with action = block", "NEW.answer IS NULL OR NEW.action = 'block'"),
        new("rule.answer is nxdomain, nodata, or an address in canonical form", "NEW.answer IN ('nxdomain', 'nodata') OR {is_address:NEW.answer}"),
        new("rule.answer is for rules without any condition but domain: DNS does not know who will connect where",
            "NEW.answer IS NULL OR coalesce(NEW.network, NEW.ports, NEW.client, NEW.listener, NEW.transport, NEW.learnt_by) IS NULL"),
        new("a rule has one of to_domain, to_network and to_address at most",
            "(NEW.to_domain IS NULL OR coalesce(NEW.to_network, NEW.to_address) IS NULL) AND (NEW.to_network IS NULL OR NEW.to_address IS NULL)"),
        new("rule.to_domain is a lower-case name without a final dot, in which {sub} and {host} stand for the part that is kept", "{is_template:NEW.to_domain}"),
        new("rule.to_network is a network in canonical form, such as 192.0.2.0/24 or 64:ff9b::/96", "{is_network:NEW.to_network} AND NEW.to_network LIKE '%/%'"),
        new($"rule.to_address is {Address}", "{is_address:NEW.to_address}"),
        new("rule.resolve = remote needs a proxy as upstream: only a proxy can resolve",
            "NEW.action <> 'relay' OR NEW.resolve <> 'remote' OR EXISTS (SELECT 1 FROM {table:upstream} WHERE name = NEW.upstream AND kind <> 'direct')"),
        new($"rule.comment is {Comment}", "{is_text:NEW.comment}"));

    private void Substitution() => Checked("substitution",
        new("substitution.group_id is 0 to 65535", "NEW.group_id BETWEEN 0 AND 65535"),
        new("a substitution has either to_network or to_domain", "(NEW.to_network IS NULL) <> (NEW.to_domain IS NULL)"),
        new("substitution.to_network is a network in canonical form, such as 192.0.2.0/24 or 2001:db8::/96", "{is_network:NEW.to_network} AND NEW.to_network LIKE '%/%'"),
        new("substitution.to_domain is a lower-case name without a final dot, in which {host} stands for the number of the member",
            "{is_member_template:NEW.to_domain}"),
        new($"substitution.comment is {Comment}", "{is_text:NEW.comment}"));

    private void Dns()
    {
        Checked("resolver",
            new("resolver.name is 1 to 100 characters: no control characters, no space at the ends", "{is_word:NEW.name}"),
            new("resolver.kind is dns, system, mdns or resolved", "NEW.kind IN ('dns', 'system', 'mdns', 'resolved')"),
            new("resolver.servers goes with kind dns: that needs it, the others have none", "(NEW.kind = 'dns') = (NEW.servers IS NOT NULL)"),
            new("resolver.servers is a list of addresses, such as 192.0.2.53 or 192.0.2.53:5353,2001:db8::53,[2001:db8::53]:5353, no spaces", "{is_server_list:NEW.servers}"),
            new($"resolver.comment is {Comment}", "{is_text:NEW.comment}"));
        Checked("dns_zone",
            new($"dns_zone.name is {Name}", "{is_name:NEW.name}"),
            new($"dns_zone.comment is {Comment}", "{is_text:NEW.comment}"));
        Checked("dns_record",
            new($"dns_record.name is {Name}; or *. and such a name", "{is_name:NEW.name} OR (NEW.name LIKE '*.%' AND {is_name:substr(NEW.name, 3)})"),
            new("dns_record.type is A, AAAA, CAA, CNAME, MX, NS, PTR, SOA, SRV or TXT",
                "NEW.type IN ('A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT')"),
            new("dns_record.ttl is 0 to 2147483647", "NEW.ttl BETWEEN 0 AND 2147483647"),
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
            new($"dns_record.comment is {Comment}", "{is_text:NEW.comment}"));
    }
}
