namespace Relay.Store.Tests.Schema;

internal static partial class Rows
{
    private static readonly string[] GoodUpstreams =
    [
        "INSERT INTO upstream (name, kind) VALUES ('second line', 'direct')",
        "INSERT INTO upstream (name, kind, source_v4, source_v6, device, mark, netns) VALUES ('a', 'direct', '192.0.2.7', '2001:db8::7', 'eth0.7', 4294967295, 'blue'), "
            + "('b', 'direct', NULL, NULL, 'x', 0, '/run/netns/blue')",
        "INSERT INTO upstream (name, kind, address, port, username, password) VALUES ('p', 'socks5', 'proxy.test', 1080, 'u', 'p é'), ('q', 'http', '2001:db8::1', 65535, NULL, NULL)",
        "INSERT INTO upstream (name, kind, address) VALUES ('p', 'socks5', '/run/proxy'), ('q', 'unix', '/run/Sock et'), ('r', 'http', '/p')",
        "INSERT INTO upstream (name, kind, proxy_protocol) VALUES ('p', 'direct', 'v2')",
        $"INSERT INTO upstream (name, kind, address) VALUES ('{new string('n', 100)}', 'unix', '/{new string('x', 106)}')",
        "UPDATE upstream SET mark = 1 WHERE name = 'proxy'",
        "UPDATE upstream SET name = name",
        "UPDATE upstream SET name = 'other' WHERE name = 'free'",
        "DELETE FROM upstream WHERE name = 'free'",
        "INSERT INTO resolver (name, kind, servers) VALUES ('a', 'dns', '192.0.2.53'), ('b', 'dns', '192.0.2.53:5353,2001:db8::53,[2001:db8::53]:53,[::1]:65535'), ('c', 'resolved', NULL)",
        "DELETE FROM resolver WHERE name = 'unused'",
        "UPDATE resolver SET kind = 'dns', servers = '::1'",
    ];

    private static readonly (string, string, string?)[] WrongUpstreams =
    [
        .. Each("INSERT INTO upstream (name, kind) VALUES ({0}, 'direct')", "upstream.name is 1 to 100 characters", "''", "' x'", "'x '", "'a\tb'", $"'{new string('x', 101)}'"),
        ("INSERT INTO upstream (name, kind) VALUES (NULL, 'direct')", "NOT NULL constraint failed: upstream.name", "null value in column \"name\""),
        ("INSERT INTO upstream (name, kind) VALUES ('direct', 'direct')", "UNIQUE constraint failed: upstream.name", "duplicate key value"),
        .. Each("INSERT INTO upstream (name, kind) VALUES ('p', {0})", "upstream.kind is direct, socks5, http or unix", "'pigeon'", "'Direct'", "''"),
        .. Each("INSERT INTO upstream (name, kind, {0}) VALUES ('p', 'direct', {1})", "an upstream of kind direct has no address, port, username or password",
            ["address", "'/a'"], ["port", "1"], ["username", "'u'"], ["password", "'p'"]),
        ("INSERT INTO upstream (name, kind) VALUES ('p', 'socks5')", "an upstream that is not direct needs an address", null),
        ("INSERT INTO upstream (name, kind, address, port) VALUES ('p', 'unix', 'proxy.test', 1)", "an upstream of kind unix needs a path", null),
        .. Each("INSERT INTO upstream (name, kind, address, port) VALUES ('p', 'socks5', {0}, 1080)", "upstream.address is an address in canonical form",
            "''", "'Proxy.test'", "'proxy.test.'", "'127.1'", "'2001:DB8::1'", "'[::1]'", "'192.0.2.1:1080'", "'10.0.0.0/8'", "'run/proxy'"),
        .. Each("INSERT INTO upstream (name, kind, address) VALUES ('p', 'socks5', {0})", "upstream.address is an address in canonical form", "'/'", $"'/{new string('x', 107)}'", "'/a\nb'"),
        .. Each("INSERT INTO upstream (name, kind, address, port) VALUES ('p', 'socks5', {0}, {1})", "upstream.port is 1 to 65535",
            ["'192.0.2.1'", "NULL"], ["'a.test'", "0"], ["'a.test'", "65536"], ["'a.test'", "-1"], ["'/run/proxy'", "1080"]),
        .. Each("INSERT INTO upstream (name, kind, address, {0}) VALUES ('p', 'socks5', '/run/proxy', {1})", "a path goes without source_v4, source_v6, device and mark",
            ["source_v4", "'192.0.2.1'"], ["source_v6", "'::1'"], ["device", "'eth0'"], ["mark", "1"]),
        .. Each("INSERT INTO upstream (name, kind, address, port, username, password) VALUES ('p', 'socks5', 'a', 1, {0}, {1})", "go together",
            ["'u'", "NULL"], ["NULL", "'p'"]),
        .. Each("INSERT INTO upstream (name, kind, address, port, username, password) VALUES ('p', 'socks5', 'a', 1, {0}, 'p')", "upstream.username is 1 to 255 bytes",
            "''", $"'{new string('x', 256)}'", $"'{new string('é', 128)}'", "'a\nb'"),
        .. Each("INSERT INTO upstream (name, kind, address, port, username, password) VALUES ('p', 'socks5', 'a', 1, 'u', {0})", "upstream.password is 1 to 255 bytes", "''", $"'{new string('x', 256)}'"),
        .. Each("INSERT INTO upstream (name, kind, source_v4) VALUES ('p', 'direct', {0})", "upstream.source_v4 is an IPv4 address", "''", "'2001:db8::1'", "'192.0.2.300'", "'192.0.2.0/24'", "'1.2.3'"),
        .. Each("INSERT INTO upstream (name, kind, source_v6) VALUES ('p', 'direct', {0})", "upstream.source_v6 is an IPv6 address", "''", "'192.0.2.1'", "'2001:DB8::1'", "'::ffff:192.0.2.1'"),
        .. Each("INSERT INTO upstream (name, kind, device) VALUES ('p', 'direct', {0})", "upstream.device is a network device",
            "''", "'sixteen-letters-'", "'a b'", "'a/b'", "'a:b'", "'.'", "'..'", "'a\tb'", "'ééééééééé'"),
        .. Each("INSERT INTO upstream (name, kind, mark) VALUES ('p', 'direct', {0})", "upstream.mark is 0 to 4294967295", "-1", "4294967296"),
        .. Each("INSERT INTO upstream (name, kind, netns) VALUES ('p', 'direct', {0})", "upstream.netns is the name of a network namespace", "''", "'..'", "'a/b'", "'/'", "'a\nb'"),
        .. Each("INSERT INTO upstream (name, kind, proxy_protocol) VALUES ('p', 'direct', {0})", "upstream.proxy_protocol is v1 or v2", "'v3'", "''"),
        ("DELETE FROM upstream WHERE name = 'used'", "a row of rule names this upstream", "rule.upstream is the name of a row of upstream"),
        ("UPDATE upstream SET name = 'new' WHERE name = 'used'", "a row of rule names this upstream", "rule.upstream is the name of a row of upstream"),
        ("DELETE FROM upstream WHERE name = 'proxy'", "a row of substitution names this upstream", "substitution.upstream is the name of a row of upstream"),
        ("UPDATE upstream SET name = 'new' WHERE name = 'proxy'", "a row of substitution names this upstream", "substitution.upstream is the name of a row of upstream"),
        .. Each("INSERT INTO resolver (name, kind) VALUES ({0}, 'system')", "resolver.name is 1 to 100 characters", "''", "' x'"),
        .. Each("INSERT INTO resolver (name, kind) VALUES ('r', {0})", "resolver.kind is dns, system, mdns or resolved", "'dot'", "''"),
        ("INSERT INTO resolver (name, kind) VALUES ('r', 'dns')", "resolver.servers goes with kind dns", null),
        ("INSERT INTO resolver (name, kind, servers) VALUES ('r', 'mdns', '::1')", "resolver.servers goes with kind dns", null),
        .. Each("INSERT INTO resolver (name, kind, servers) VALUES ('r', 'dns', {0})", "resolver.servers is a list of addresses",
            "''", "','", "'192.0.2.53,'", "'192.0.2.53, 192.0.2.54'", "'192.0.2.53:0'", "'192.0.2.53:65536'", "'192.0.2.53:'", "'[::1]'", "'[::1]:'", "'[::1]53'", "'[192.0.2.53]:53'", "'dns.test'",
            "'192.0.2.53:53:53'", "'[::1]:53]:53'", "'::FFFF'"),
        ("DELETE FROM resolver WHERE name = 'named'", "a row of rule names this resolver", "rule.resolver is the name of a row of resolver"),
        ("UPDATE resolver SET name = 'new' WHERE name = 'named'", "a row of rule names this resolver", "rule.resolver is the name of a row of resolver"),
    ];
}
