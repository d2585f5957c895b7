namespace Relay.Store.Tests.Schema;

internal static partial class Rows
{
    private static readonly string[] GoodRules =
    [
        "INSERT INTO rule (domain, action) VALUES ('blocked.test', 'block')",
        "INSERT INTO rule (enabled, priority) VALUES (false, -9223372036854775808)",
        "INSERT INTO rule (domain) VALUES ('.below.test'), ('=exact.test'), ('*'), ('regex:^a+$'), ('_srv._tcp.a-b.xn--bcher-kva'), ('1.2.3.a'), ('0xa.test')",
        $"INSERT INTO rule (domain) VALUES ('{Name253}'), ('.{Name253}'), ('regex:{new string('x', 1000)}')",
        "INSERT INTO rule (network) VALUES ('0.0.0.0/0'), ('10.0.0.0/8'), ('192.0.2.1'), ('192.0.2.1/32'), ('255.255.255.254/31'), ('::/0'), ('2001:db8::/32'), ('2001:db8::1'), ('fe80::/10')",
        "INSERT INTO rule (network) VALUES ('1:2:3:4:5:6:7:8/128'), ('1:0:0:2::/64'), ('1::2:0:0:3'), ('8000::/1'), ('64:ff9b:1:fffe::/63'), ('::'), ('::1'), ('1::'), ('1:0:2:3:4:5:6:7')",
        "INSERT INTO rule (ports) VALUES ('1'), ('65535'), ('80,8000-8999'), ('443,80,1-65535,7-7')",
        "INSERT INTO rule (client, listener, transport, learnt_by) VALUES ('2001:db8::/32', 'gate', 'udp', 'socks_name'), ('10.0.0.1', 'Büro 2', 'tcp', NULL)",
        "INSERT INTO rule (network, own_host) VALUES ('127.0.0.1', true)",
        "INSERT INTO rule (domain, action, answer) VALUES ('a.test', 'block', 'nxdomain'), ('b.test', 'block', 'nodata'), ('c.test', 'block', '192.0.2.1'), ('d.test', 'block', '::')",
        "INSERT INTO rule (domain, counts) VALUES ('counted.test', '9,1'), ('not.counted.test', NULL)",
        "INSERT INTO rule (domain, upstream, resolver, resolve) VALUES ('a.test', 'proxy', 'named', 'remote'), ('b.test', NULL, NULL, '4_only')",
        "INSERT INTO rule (action, resolve) VALUES ('block', 'remote')",
        "INSERT INTO rule (domain, to_domain, to_port) VALUES ('.lab', '{sub}.corp.example.net', 8080)",
        "INSERT INTO rule (domain, to_network) VALUES ('.vm.lab', 'fd00:1::/64')",
        "INSERT INTO rule (network, to_domain) VALUES ('10.64.0.0/16', 'vm{host}.srv.example.org'), ('10.64.0.0/16', '{address}.srv.example.org')",
        "INSERT INTO rule (domain, to_domain) VALUES (NULL, 'one.test'), ('=a.test', 'b.test'), ('*', '{sub}.test'), ('regex:^a', '{sub}.test'), ('a.test', 'x{sub}.b.test')",
        "INSERT INTO rule (domain, network, to_domain) VALUES ('.lab', '10.0.0.0/8', '{sub}.{host}.test')",
        "INSERT INTO rule (action, to_domain, to_network) VALUES ('block', '{sub}.{host}.test', NULL), ('block', NULL, '10.0.0.0/8')",
        "INSERT INTO rule (network, to_address) VALUES ('192.0.2.7', '2001:db8::7')",
        "UPDATE rule SET comment = 'Zeile 1' || chr.nl || 'é' FROM (SELECT '\n' AS nl) AS chr",
        "DELETE FROM rule",
    ];

    private static readonly (string, string, string?)[] WrongRules =
    [
        ("INSERT INTO rule (action) VALUES ('deny')", "rule.action is relay or block", null),
        ("INSERT INTO rule (action) VALUES (NULL)", "NOT NULL constraint failed: rule.action", "null value in column \"action\""),
        ("INSERT INTO rule (enabled) VALUES ('yes please')", "cannot store TEXT value in INTEGER column rule.enabled", "invalid input syntax for type boolean"),
        ("INSERT INTO rule (priority) VALUES ('high')", "cannot store TEXT value in INTEGER column rule.priority", "invalid input syntax for type bigint"),
        ("INSERT INTO rule (priority) VALUES ('0x10')", "cannot store TEXT value in INTEGER column rule.priority", "invalid input syntax for type bigint"),
        .. Each("INSERT INTO rule (domain) VALUES ({0})", "rule.domain is name, .name, =name, * or regex:",
            "'UPPER.test'", "'a..test'", "'a.test.'", "''", "'.'", "'='", "'..a'", "'*.a.test'", "' a.test'", "'a.test '", "'a b'", "'bücher.test'", "'192.0.2.1'", "'10.0.0.0/8'",
            "'a.1'", "'a.0x1'", "'0x10'", "'7'", "'regex:'", $"'{Label63}a.test'", $"'{Name253}c'", $"'regex:{new string('x', 1001)}'", "'a/b'", "'https://a.test'", "'a,b'", "'a\"b'"),
        .. Each("INSERT INTO rule (network) VALUES ({0})", $"rule.network {Network}",
            "'example.com'", "''", "'10.0.0.0/33'", "'10.0.0.0/'", "'10.0.0.0/08'", "'10.0.0.0/-1'", "'10.0.0.0/8/8'", "'10.0.0.1/8'", "'10.0.0.0/255.0.0.0'", "'10/8'", "'10.0.0/24'",
            "'010.0.0.1'", "'1.2.3.256'", "'1.2.3.4.5'", "'1e3'", "'0x7f.0.0.1'", "'127.1'", "' 10.0.0.0/8'", "'10.0.0.0/8 '", "'2001:DB8::/32'", "'2001:0db8::/32'", "'2001:db8::/129'",
            "'2001:db8::1/32'", "'2001:db8:8000::/32'", "'2001:db8:0:0:0:0:0:0/32'", "'1:0:0:2:0:0:0:3'", "'1::2:0:0:0:3'", "'1::3:4:5:6:7:8'", "'::ffff:10.0.0.1'", "'::ffff:a00:1'",
            "'::ffff:0:0/96'", "'::1.2.3.4'", "'::102:304'", "'1::2::3'", "':::'", "':1::'", "'1:2'", "'1:2:3:4:5:6:7:8:9'", "'12345::'", "'fe80::1%eth0'", "'[::1]'", "'g::'", "'/8'", "'a\"b'"),
        .. Each("INSERT INTO rule (client) VALUES ({0})", $"rule.client {Network}", "'10.0.0.1/8'", "'lan'", "'::ffff:10.0.0.0/104'", "'2001:db8::1/64'"),
        .. Each("INSERT INTO rule (ports) VALUES ({0})", "rule.ports is a list such as",
            "'http'", "''", "'80,'", "',80'", "'80,,81'", "'80--90'", "'-80'", "'80-'", "'80-81-82'", "'0'", "'0-80'", "'080'", "'80,65536'", "'1-65540'", "'70000'", "'100000'", "'99999999999999999999'",
            "'90-80'", "'80, 443'", "'80;443'", "'1e3'", "'0x50'"),
        .. Each("INSERT INTO rule (listener) VALUES ({0})", "rule.listener is the name of a listener", "''", "' gate'", "'gate '", "'a\nb'", "'a\tb'", $"'{new string('x', 101)}'"),
        .. Each("INSERT INTO rule (transport) VALUES ({0})", "rule.transport is tcp or udp", "'sctp'", "'TCP'", "''"),
        .. Each("INSERT INTO rule (learnt_by) VALUES ({0})", "rule.learnt_by is", "'guess'", "''"),
        .. Each("INSERT INTO rule (resolve) VALUES ({0})", "rule.resolve is", "'7_weak'", "''"),
        ("INSERT INTO rule (resolve) VALUES ('remote')", "rule.resolve = remote needs a proxy as upstream", null),
        ("INSERT INTO rule (resolve, upstream) VALUES ('remote', 'free')", "rule.resolve = remote needs a proxy as upstream", null),
        .. Each("INSERT INTO rule (to_port) VALUES ({0})", "rule.to_port is 1 to 65535", "0", "-1", "65536", "'65536'"),
        ("INSERT INTO rule (answer) VALUES ('nxdomain')", "rule.answer says how a block is answered", null),
        .. Each("INSERT INTO rule (action, answer) VALUES ('block', {0})", "rule.answer is nxdomain, nodata, or an address", "'NXDOMAIN'", "''", "'refused'", "'::ffff:1.2.3.4'", "'10.0.0.0/8'"),
        .. Each("INSERT INTO rule (action, answer, {0}) VALUES ('block', 'nodata', {1})", "rule.answer is for rules without any condition but domain",
            ["network", "'::/0'"], ["ports", "'80'"], ["client", "'10.0.0.1'"], ["listener", "'gate'"], ["transport", "'tcp'"], ["learnt_by", "'phantom'"]),
        .. Each("INSERT INTO rule ({0}) VALUES ({1})", "a rule has one of to_domain, to_network and to_address at most",
            ["to_domain, to_network", "'a.test', '10.0.0.0/8'"], ["to_domain, to_address", "'a.test', '10.0.0.1'"], ["to_network, to_address", "'10.0.0.0/8', '10.0.0.1'"]),
        .. Each("INSERT INTO rule (to_domain) VALUES ({0})", "rule.to_domain is a lower-case name", "''", "'A.test'", "'a.test.'", "'{name}.test'", "'{SUB}.test'", "'{sub.test'", "'.a.test'", "'192.0.2.1'"),
        .. Each("INSERT INTO rule (domain, to_domain) VALUES ({0}, '{sub}.test')", "rule.to_domain with {sub} needs a domain", "NULL", "'=a.test'"),
        .. Each("INSERT INTO rule (domain, to_domain) VALUES ('a.test', {0})", "rule.to_domain with {host} or {address} needs a network", "'{host}.test'", "'{address}.test'", "'{sub}.{host}.test'"),
        .. Each("INSERT INTO rule (domain, to_network) VALUES ({0}, '10.0.0.0/8')", "rule.to_network is for the addresses of a network, or for names below a domain", "NULL", "'=a.test'"),
        .. Each("INSERT INTO rule (to_network) VALUES ({0})", "rule.to_network is a network in canonical form", "''", "'10.0.0.1'", "'10.0.0.1/8'", "'64:FF9B::/96'"),
        .. Each("INSERT INTO rule (to_address) VALUES ({0})", $"rule.to_address {Address}", "''", "'10.0.0.0/8'", "'010.0.0.1'", "'a.test'", "'2001:DB8::1'"),
        ("INSERT INTO rule (own_host) VALUES (true)", "rule.own_host needs a network", null),
        .. Each("INSERT INTO rule (upstream) VALUES ({0})", "rule.upstream is the name of a row of upstream", "'nowhere'", "'Proxy'"),
        .. Each("INSERT INTO rule (counts) VALUES ({0})", "rule.counts is two numbers from 1 to 9 such as 2,1", "''", "'1'", "'0,1'", "'1,10'", "'1;1'", "'1,x'"),
        ("INSERT INTO rule (resolver) VALUES ('nowhere')", "rule.resolver is the name of a row of resolver", null),
        ("UPDATE rule SET upstream = 'nowhere'", "rule.upstream is the name of a row of upstream", null),
        ("UPDATE rule SET resolver = 'nowhere'", "rule.resolver is the name of a row of resolver", null),
        ("UPDATE rule SET domain = 'A.test'", "rule.domain is name", null),
        ("UPDATE rule SET ports = '80, 81'", "rule.ports is a list", null),
        ("INSERT INTO rule (id, domain) VALUES (1, 'twice.test')", "UNIQUE constraint failed: rule.id", "duplicate key value"),
    ];

    private static IEnumerable<(string, string, string?)> Each(string statement, string sentence, params string[] values) =>
        values.Select(value => (statement.Replace("{0}", value, StringComparison.Ordinal), sentence, (string?)null));

    private static IEnumerable<(string, string, string?)> Each(string statement, string sentence, params string[][] values) =>
        values.Select(value => (statement.Replace("{0}", value[0], StringComparison.Ordinal).Replace("{1}", value[1], StringComparison.Ordinal), sentence, (string?)null));
}
