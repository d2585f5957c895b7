namespace Relay.Store.Tests.Schema;

internal static partial class Rows
{
    private static readonly string[] GoodAddresses =
    [
        "INSERT INTO host (domain, address) VALUES ('a.test', '192.0.2.1'), ('a.test', '2001:db8::1'), ('a.test', '0.0.0.0'), ('b.test', '::1')",
        "INSERT INTO static_mapping (idx, domain) VALUES (0, 'a.test'), (4294967295, 'a.test')",
        "INSERT INTO pool (name, kind, prefix) VALUES ('nat', 'nat64', '64:ff9b::/96'), ('RFC 8215', 'nat64', '64:ff9b:1:2:3:4::/96'), ('own', 'phantom6', '2001:db8:1:2::/64')",
        "INSERT INTO pool (name, kind, prefix) VALUES ('a', 'nat64', '2001:db8::/32'), ('b', 'nat64', '2001:db9::/40'), ('c', 'nat64', '64:ff9b:1::/48'), ('d', 'nat64', '2001:dba::/56'), ('e', 'nat64', '2001:dbb::/64')",
        "INSERT INTO ipv4_window (network) VALUES ('192.0.2.0/24'), ('0.0.0.0/0'), ('192.0.2.7/32')",
        "INSERT INTO ipv4_window (network, group_id, first, comment) VALUES ('192.0.2.0/24', 65535, 4294967040, 'x')",
        "UPDATE pool SET listener = 'dns'",
        "UPDATE pool SET ttl = 0, negative_ttl = 86400, forward = 'HTTPS,MX', check_exists = 'corp.test,lab'",
        "UPDATE pool SET check_exists = '*'",
        "INSERT INTO substitution (group_id, to_network) VALUES (0, '10.0.0.0/8'), (65535, '2001:db8::/96')",
        "INSERT INTO substitution (group_id, to_domain, upstream, comment) VALUES (1, 'vm{host}.srv.test', 'proxy', 'machines'), (2, 'one.test', NULL, NULL)",
        "INSERT INTO phantom (domain) VALUES ('new.test')",
    ];

    private static readonly (string, string, string?)[] WrongAddresses =
    [
        .. Each("INSERT INTO host (domain, address) VALUES ({0}, '192.0.2.1')", $"host.domain {Name}", "''", "'A.test'", "'a.test.'", "'.a.test'", "'*'", "'192.0.2.1'", "'2001:db8::1'"),
        .. Each("INSERT INTO host (domain, address) VALUES ('a.test', {0})", $"host.address {Address}",
            "''", "'b.test'", "'2001:DB8::1'", "'010.0.0.1'", "'10.0.0.256'", "'10.0.0.0/8'", "'127.1'", "'::ffff:1.2.3.4'", "'1:2:3:4:5:6:7'", "'::1%lo'", "'0:0:0:0:0:0:0:1'", "1", "'é'"),
        ("INSERT INTO host (domain, address) VALUES ('a.test', NULL)", "NOT NULL constraint failed: host.address", "null value in column \"address\""),
        ("INSERT INTO host (domain, address) VALUES ('a.test', '::1'), ('a.test', '::1')", "UNIQUE constraint failed: host.domain, host.address", "duplicate key value"),
        .. Each("INSERT INTO static_mapping (idx, domain) VALUES ({0}, 'a.test')", "static_mapping.idx is 0 to 4294967295", "-1", "4294967296"),
        ("INSERT INTO static_mapping (domain) VALUES ('a.test')", "static_mapping.idx is 0 to 4294967295", "null value in column \"idx\""),
        .. Each("INSERT INTO static_mapping (idx, domain) VALUES (1, {0})", $"static_mapping.domain {Name}", "''", "'a.test.'", "'A'", "'a.1'"),
        .. Each("INSERT INTO pool (name, prefix) VALUES ({0}, 'fd00::/64')", "pool.name is 1 to 100 characters", "''", "' x'", "'a\nb'", $"'{new string('x', 101)}'"),
        .. Each("INSERT INTO pool (name, kind, prefix) VALUES ('p', {0}, 'fd00::/64')", "pool.kind is phantom6 or nat64", "'phantom4'", "'PHANTOM6'", "''"),
        .. Each("INSERT INTO pool (name, prefix) VALUES ('p', {0})", "pool.prefix is an IPv6 network in canonical form",
            "''", "'fd00::'", "'FD00::/64'", "'fd00::1/64'", "'fd00:0:0:0::/64'", "'10.0.0.0/8'", "'::/64'", "'fd00::/064'", "'fd00::/129'"),
        .. Each("INSERT INTO pool (name, prefix) VALUES ('p', {0})", "pool.prefix of a phantom6 pool is a /64", "'fd00::/48'", "'fd00::/96'"),
        .. Each("INSERT INTO pool (name, kind, prefix) VALUES ('p', 'nat64', {0})", "pool.prefix of a nat64 pool is a /32, /40, /48, /56, /64 or /96", "'64:ff9b:1::/72'", "'2001:db8::/128'", "'2001:db8::/33'", "'2000::/3'"),
        .. Each("INSERT INTO pool (name, kind, prefix) VALUES ('p', 'nat64', {0})", "pool.prefix is an IPv6 network in canonical form", "'::/32'", "'::/64'"),
        .. Each("INSERT INTO ipv4_window (network) VALUES ({0})", "ipv4_window.network is an IPv4 network in canonical form", "''", "'192.0.2.7'", "'192.0.2.7/24'", "'2001:db8::/32'", "'a.test'"),
        .. Each("INSERT INTO ipv4_window (network, group_id) VALUES ('192.0.2.0/24', {0})", "ipv4_window.group_id is 0 to 65535, or null for static_mapping", "-1", "65536"),
        .. Each("INSERT INTO ipv4_window (network, first) VALUES ('192.0.2.0/24', {0})", "ipv4_window.first is 0 to 4294967295", "-1", "4294967296"),
        ("INSERT INTO ipv4_window (network) VALUES ('192.0.2.0/24'), ('192.0.2.0/24')", "UNIQUE constraint failed: ipv4_window.network", "duplicate key value"),
        ("INSERT INTO pool (name, kind, prefix) VALUES ('p', 'nat64', '::ffff:0:0/96')", "pool.prefix is an IPv6 network in canonical form", null),
        ("INSERT INTO pool (name, prefix, listener) VALUES ('p', 'fd00::/64', '')", "pool.listener is the name of a listener", null),
        .. Each("UPDATE pool SET ttl = {0}", "pool.ttl is 0 to 86400 seconds", "-1", "86401"),
        .. Each("UPDATE pool SET negative_ttl = {0}", "pool.negative_ttl is 0 to 86400 seconds", "-1", "86401"),
        .. Each("UPDATE pool SET forward = {0}", "pool.forward is a list of record types", "''", "'MX, TXT'", "'MX\n'"),
        .. Each("UPDATE pool SET check_exists = {0}", "pool.check_exists is * for all names", "''", "'a.test, b.test'", "'a\nb'"),
        ("INSERT INTO pool (name, prefix) VALUES ('p', 'fd75:7265:6c61:7900::/64')", "UNIQUE constraint failed: pool.prefix", "duplicate key value"),
        .. Each("INSERT INTO substitution (group_id, to_domain) VALUES ({0}, 'a.test')", "substitution.group_id is 0 to 65535", "-1", "65536"),
        ("INSERT INTO substitution (to_domain) VALUES ('a.test')", "NOT NULL constraint failed: substitution.group_id", "null value in column \"group_id\""),
        ("INSERT INTO substitution (group_id) VALUES (1)", "a substitution has either to_network or to_domain", null),
        ("INSERT INTO substitution (group_id, to_network, to_domain) VALUES (1, '10.0.0.0/8', 'a.test')", "a substitution has either to_network or to_domain", null),
        .. Each("INSERT INTO substitution (group_id, to_network) VALUES (1, {0})", "substitution.to_network is a network in canonical form", "''", "'10.0.0.1'", "'10.0.0.1/8'", "'2001:DB8::/32'"),
        .. Each("INSERT INTO substitution (group_id, to_domain) VALUES (1, {0})", "substitution.to_domain is a lower-case name", "''", "'A.test'", "'{sub}.test'", "'a.test.'"),
        ("INSERT INTO substitution (group_id, to_domain, upstream) VALUES (1, 'a.test', 'nowhere')", "substitution.upstream is the name of a row of upstream", null),
        ("UPDATE substitution SET upstream = 'nowhere'", "substitution.upstream is the name of a row of upstream", null),
        ("INSERT INTO phantom (domain) VALUES ('Not.Canonical')", "phantom.domain", null),
    ];
}
