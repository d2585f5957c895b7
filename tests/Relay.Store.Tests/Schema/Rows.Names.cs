namespace Relay.Store.Tests.Schema;

internal static partial class Rows
{
    private static readonly string[] GoodNames =
    [
        "INSERT INTO dns_zone (name, comment) VALUES ('lab', 'ours'), ('2.0.192.in-addr.arpa', NULL)",
        "INSERT INTO dns_record (name, type, ttl, content) VALUES ('a.test', 'A', 0, '192.0.2.1'), ('a.test', 'A', 2147483647, '192.0.2.2'), ('*.a.test', 'AAAA', 60, '2001:db8::1')",
        "INSERT INTO dns_record (name, type, content) VALUES ('b.test', 'CNAME', 'www.test.'), ('test', 'NS', 'ns.test'), ('1.2.0.192.in-addr.arpa', 'PTR', 'a.test')",
        "INSERT INTO dns_record (name, type, content) VALUES ('a.test', 'MX', '10 mail.test'), ('b.test', 'MX', '0 .'), ('_sip._tcp.a.test', 'SRV', '0 65535 5060 sip.test.'), ('x.test', 'SRV', '0 0 0 .')",
        "INSERT INTO dns_record (name, type, content) VALUES ('a.test', 'SOA', 'ns.a.test admin.a.test 4294967295 3600 600 86400 0')",
        """INSERT INTO dns_record (name, type, content) VALUES ('a.test', 'TXT', '"v=spf1 -all"'), ('a.test', 'TXT', '"" "a \"b\" \009"'), ('a.test', 'CAA', '0 issue "ca.test; x=1"')""",
        "INSERT INTO dns_record (name, type, content) VALUES ('a.test', 'HTTPS', '1 . alpn=h2'), ('a.test', 'SVCB', '1 . port=8443'), ('a.test', 'NAPTR', '1 1 \"S\" \"SIP+D2U\" \"\" b.test'), ('a.test', 'URI', '1 1 \"https://a.test/\"')",
        "INSERT INTO dns_record (name, type, content) VALUES ('a.test', 'TLSA', '3 1 1 ab'), ('a.test', 'SSHFP', '4 2 ab'), ('a.test', 'SMIMEA', '3 0 1 ab'), ('a.test', 'OPENPGPKEY', 'AAAA'), ('a.test', 'HINFO', '\"a\" \"b\"'), ('a.test', 'TYPE65280', '\\# 0')",
        "INSERT INTO dns_record (name, type, content) VALUES ('a.test', 'DNAME', 'b.test.'), ('a.test', 'DS', '1 13 2 ab'), ('a.test', 'CERT', '1 0 0 AAAA'), ('a.test', 'LOC', '4 N 4 E 0m')",
        "UPDATE dns_record SET content = 'web.test' WHERE name = 'alias.test'",
        "UPDATE dns_record SET type = 'AAAA', content = '::1' WHERE name = 'alias.test'",
    ];

    private static readonly (string, string, string?)[] WrongNames =
    [
        .. Each("INSERT INTO dns_zone (name) VALUES ({0})", $"dns_zone.name {Name}", "''", "'.'", "'Lab'", "'lab.'", "'*.lab'", "'192.0.2.1'"),
        ("INSERT INTO dns_zone (name) VALUES ('lab'), ('lab')", "UNIQUE constraint failed: dns_zone.name", "duplicate key value"),
        .. Each("INSERT INTO dns_record (name, type, content) VALUES ({0}, 'A', '192.0.2.1')", $"dns_record.name {Name}", "''", "'A.test'", "'a.test.'", "'*'", "'*.'", "'a.*.test'", "'.a.test'"),
        .. Each("INSERT INTO dns_record (name, type, content) VALUES ('a.test', {0}, 'x')", "dns_record.type is A, AAAA", "'a'", "'SPF'", "'type1'", "'TYPE'", "''"),
        .. Each("INSERT INTO dns_record (name, type, content) VALUES ('a.test', 'HTTPS', {0})", "dns_record.content is one line, not empty", "''", "'1 .\n'"),
        .. Each("INSERT INTO dns_record (name, type, ttl, content) VALUES ('a.test', 'A', {0}, '192.0.2.1')", "dns_record.ttl is 0 to 2147483647", "-1", "2147483648"),
        .. Record("A", "is an IPv4 address", "2001:db8::1", "192.0.2.01", "192.0.2.1 ", "a.test"),
        .. Record("AAAA", "is an IPv6 address", "192.0.2.1", "2001:DB8::1", "::ffff:192.0.2.1"),
        .. Record("CNAME", "is a lower-case name", ".", "A.test", "a..", "192.0.2.1", "a b"),
        .. Record("DNAME", "is a lower-case name", ".", "A.test", "a b"),
        ("INSERT INTO dns_record (name, type, content) VALUES ('*.a.test', 'DNAME', 'b.test')", "dns_record.type DNAME is for all names below its own", null),
        .. Record("NS", "is a lower-case name", "Ns.test"),
        .. Record("PTR", "is a lower-case name", "a_.test..", ".a"),
        .. Record("MX", "is preference and name", "mail.test", "10", "65536 mail.test", "10  mail.test", "010 mail.test", "10 Mail.test", "10 mail.test ", "-1 a.test", "10 a.test b.test"),
        .. Record("SRV", "is priority, weight, port and name", "0 0 80", "0 0 65536 a.test", "0 0 80 A.test", "0 0 80 a.test 1", "x 0 80 a.test"),
        .. Record("SOA", "is seven fields", "ns.test admin.test 1 2 3 4", "ns.test admin.test 1 2 3 4 5 6", "ns.test admin.test 1 1h 3 4 5", "ns.test a@b.test 1 2 3 4 5", "ns.test admin.test 4294967296 2 3 4 5"),
        .. Record("TXT", "is quoted strings", "bare", "\"open", "\"", "é", "\"é\""),
        .. Record("CAA", "is such as 0 issue", "0 issue ca.test", "1 issue \"ca.test\"", "0 Issue \"ca.test\"", "0 \"ca.test\"", "issue \"ca.test\""),
        ("INSERT INTO dns_record (name, type, content) VALUES ('www.test', 'A', '192.0.2.1')", "UNIQUE constraint failed: dns_record.name, dns_record.type, dns_record.content", "duplicate key value"),
        ("INSERT INTO dns_record (name, type, content) VALUES ('alias.test', 'A', '192.0.2.1')", "a name that has a CNAME has no other records", null),
        ("INSERT INTO dns_record (name, type, content) VALUES ('alias.test', 'CNAME', 'other.test')", "a name that has a CNAME has no other records", null),
        ("INSERT INTO dns_record (name, type, content) VALUES ('www.test', 'CNAME', 'other.test')", "a name that has a CNAME has no other records", null),
        ("UPDATE dns_record SET name = 'alias.test' WHERE name = 'www.test'", "a name that has a CNAME has no other records", null),
    ];

    private static IEnumerable<(string, string, string?)> Record(string type, string sentence, params string[] contents) => contents.Select(content =>
        ($"INSERT INTO dns_record (name, type, content) VALUES ('a.test', '{type}', '{content}')", $"dns_record.content of type {(type is "CNAME" or "DNAME" or "NS" or "PTR" ? "CNAME, DNAME, NS or PTR" : type)} {sentence}", (string?)null));
}
