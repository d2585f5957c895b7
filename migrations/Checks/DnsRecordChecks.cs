namespace Relay.Migrations.Checks;

/// <summary>The checks of <c>dns_record</c> as they were at a version, for later ones to begin with.</summary>
internal static class DnsRecordChecks
{
    private const string Name = "a lower-case name without a final dot, such as www.example.com (xn--... for other letters), at most 253 characters, the last label not a number";
    private const string Target = "a lower-case name, such as www.example.com, with or without a final dot";

    /// <summary>Since 2026_11_25_08_00_00.</summary>
    public static readonly IReadOnlyList<Check> OfManyTypes =
    [
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
        new("dns_record.comment is text without a NUL", "{is_text:NEW.comment}"),
    ];
}
