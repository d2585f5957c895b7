using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Store.Tests.Answers;
using Relay.TestKit;

namespace Relay.Store.Tests.Examples;

/// <summary>Every file of <c>sql/examples</c>, and what it is for.</summary>
internal static class ExampleTable
{
    private const string Flow =
        "INSERT INTO connection (id, worker, listener, transport, client_address, client_port, domain, target_domain, asked_port, accepted_at, ended_at, outcome, revision) VALUES ";

    private const string Old = "datetime('now', '-91 days')", Young = "datetime('now', '-89 days')";

    public static readonly IReadOnlyList<Example> All =
    [
        new("block_a_name_and_below")
        {
            Decisions = [new("example.com", 443, "Block"), new("a.b.example.com", 80, "Block"), new("badexample.com", 80, "NoMatch")],
            Compiled = [(Aaaa("mail.example.com"), "NXDOMAIN"), (Aaaa("badexample.com"), "WantsPhantom")],
        },
        new("block_exactly_one_name")
        {
            Decisions = [new("www.example.com", 80, "Block"), new("api.www.example.com", 80, "NoMatch"), new("example.com", 80, "NoMatch")],
            Compiled = [(Aaaa("www.example.com"), "WantsPhantom")],
        },
        new("block_with_an_answer")
        {
            Decisions = [new("tracker.example.net", 443, "Block"), new("a.telemetry.example.net", 443, "Block"), new("games.example.net", 80, "Block"), new("example.net", 80, "NoMatch")],
            Compiled = [(Aaaa("tracker.example.net"), "NXDOMAIN"), (Aaaa("telemetry.example.net"), "NODATA"), (Aaaa("games.example.net"), "2001:db8:1::80")],
        },
        new("only_certain_ports")
        {
            Decisions = [new("example.com", 443, "Relay"), new("example.com", 8999, "Relay"), new("example.com", 22, "Block"), new(null, 22, "Block"), new(null, 80, "Relay")],
        },
        new("per_client")
        {
            Decisions =
            [
                new("example.net", 80, "Block", Client: "192.168.7.5"), new("www.example.org", 80, "Relay", Client: "192.168.7.5"), new("example.net", 80, "NoMatch", Client: "192.168.8.5"),
            ],
        },
        new("per_listener")
        {
            Decisions =
            [
                new("mail.example.net", 25, "Block", Listener: "exec"), new("mail.example.net", 25, "NoMatch"), new("mail.example.net", 587, "NoMatch", Listener: "exec"),
            ],
        },
        new("pin_a_name")
        {
            Decisions = [new("printer.example.com", 631, "NoMatch")],
            Compiled = [(Aaaa("printer.example.com"), "fd75:7265:6c61:7900:5ff:7001:0:2a")],
        },
        new("split_horizon")
        {
            Decisions = [new("intranet.example.com", 80, "NoMatch")],
            Compiled = [(Host("intranet.example.com"), "10.20.30.40 2001:db8:20::40"), (Host("www.intranet.example.com"), ""), (Aaaa("intranet.example.com"), "WantsPhantom")],
        },
        new("tor_for_onion")
        {
            Decisions = [new("duckduckgo.onion", 80, "Relay tor"), new("example.com", 80, "NoMatch")],
            Compiled = [(Aaaa("duckduckgo.onion"), "WantsPhantom"), (snapshot => $"{snapshot.Rules.HasRuleUnderOnion}", "True")],
        },
        new("ssh_upstream") { Decisions = [new("wiki.corp.example.com", 443, "Relay corp"), new("example.com", 443, "NoMatch")] },
        new("resolver_for_names")
        {
            Decisions =
            [
                new("wiki.corp.example.com", 443, "Relay by office"), new("example.com", 443, "NoMatch"),
                new("wiki.corp.example.com", 443, "Relay", Address: "10.1.2.3"), new("example.com", 443, "NoMatch", Address: "10.1.2.3"),
            ],
            Compiled = [(snapshot => string.Join(", ", snapshot.Resolvers["office"].Servers), "192.0.2.53, 2001:db8::53 port 5353")],
        },
        new("multicast_dns") { Decisions = [new("printer.local", 631, "Relay by lan"), new("printer.local", 631, "Relay", Address: "192.168.1.5"), new("local", 631, "NoMatch")] },
        new("prefer_ipv4")
        {
            Decisions = [new("slow6.example.com", 443, "Relay FourWeak"), new("a.broken6.example.com", 443, "Relay FourOnly"), new("billed4.example.com", 443, "Relay SixStrong"), new("example.com", 443, "NoMatch")],
        },
        new("allow_own_host")
        {
            Decisions =
            [
                new("dev.example.com", 3000, "Relay own_host", Address: "127.0.0.1"), new("dev.example.com", 3001, "NoMatch", Address: "127.0.0.1"),
                new("other.example.com", 3000, "NoMatch", Address: "127.0.0.1"), new(null, 3000, "NoMatch", Address: "127.0.0.1"),
            ],
            Compiled = [(Host("dev.example.com"), "127.0.0.1")],
        },
        new("nat64")
        {
            Decisions = [new(null, 25, "Block", LearntBy: LearntBy.Nat64), new(null, 443, "NoMatch", LearntBy: LearntBy.Nat64), new(null, 25, "NoMatch")],
            Compiled = [(snapshot => $"{snapshot.PoolOf(NetAddress.Parse("64:ff9b:1::c000:201"))?.Kind}", "Nat64"), (Aaaa("ipv4only.arpa"), "64:ff9b:1::c000:aa 64:ff9b:1::c000:ab")],
        },
        new("464xlat")
        {
            Decisions =
            [
                new(null, 80, "Relay → [fd00:64::a01:203]:80", Address: "10.1.2.3"), new(null, 80, "Relay → 192.0.2.1:80", Address: "64:ff9b::c000:201"), new(null, 80, "NoMatch", Address: "192.0.2.1"),
            ],
        },
        new("renumbering")
        {
            Decisions =
            [
                new(null, 80, "Relay → 203.0.113.7:80", Address: "198.51.100.7"), new("www.old.example.com", 80, "Relay → www.new.example.com:80"), new("a.b.old.example.com", 443, "Relay → a.b.new.example.com:443"),
                new("old.example.com", 80, "NoMatch"), new("db.example.com", 5432, "Relay → 203.0.113.9:5432"), new("www.new.example.com", 8000, "Relay → www.new.example.com:8080"),
                new("www.new.example.com", 80, "NoMatch"),
            ],
        },
        new("substitution_group")
        {
            Compiled =
            [
                (Member(1, 258), "10.64.1.2"), (Member(1, 65536), "nothing"), (Member(2, 7), "node7.cluster.example.org by cluster"), (Member(3, 7), "nobody"),
                (Aaaa("i-hx-1-258.u-relay.home.arpa"), "fd75:7265:6c61:7900:5fe:1:0:102"), (Aaaa("i-hx-3-7.u-relay.home.arpa"), "NXDOMAIN"),
            ],
        },
        new("ipv4_window")
        {
            Compiled =
            [
                (Window("10.99.0.43"), " 43"), (Window("10.99.1.7"), "3 7"), (Window("10.99.2.7"), "none"), (Member(3, 7), "vm7.srv.example.org"),
                (snapshot => snapshot.StaticMappings.TryGet(43, out DomainName pinned) ? pinned.Value : null, "scanner.example.com"),
            ],
        },
        new("names_to_addresses")
        {
            Decisions =
            [
                new("5.vm.example.net", 22, "Relay → [fd00:1::5]:22"), new("0xff.vm.example.net", 22, "Relay → [fd00:1::ff]:22"), new("ip6-fd00-1--5.vm.example.net", 22, "Relay → [fd00:1::5]:22"),
                new("ip6-fd00-2--5.vm.example.net", 22, "Relay → nothing"), new("five.vm.example.net", 22, "Relay → nothing"), new("ip4-192-0-2-1.four.example.net", 80, "Relay → 192.0.2.1:80"),
            ],
            Compiled = [(Aaaa("5.vm.example.net"), "WantsPhantom")],
        },
        new("addresses_to_names")
        {
            Decisions = [new(null, 22, "Relay → vm258.srv.example.org:22", Address: "10.64.1.2"), new(null, 80, "Relay → ip4-192-0-2-7.rev.example.org:80", Address: "192.0.2.7"), new(null, 80, "NoMatch", Address: "192.0.3.7")],
        },
        new("http_proxy") { Decisions = [new("www.company.example.net", 443, "Relay company"), new("a.lab.company.example.net", 443, "Relay laboratory"), new("example.net", 443, "NoMatch")] },
        new("proxy_over_tls")
        {
            Decisions = [new("www.news.example.org", 443, "Relay abroad"), new("headquarters.example.net", 443, "Relay headquarters")],
            Compiled = [(snapshot => $"{snapshot.Upstreams["abroad"].Tls} {snapshot.Upstreams["headquarters"].Tls}",
                "UpstreamTls { Name = proxy.example.org, Ca =  } UpstreamTls { Name = proxy.example.net, Ca = /etc/urelay/company-ca.pem }")],
        },
        new("fail_over")
        {
            Decisions = [new("example.com", 443, "Relay any line")],
            Compiled = [(snapshot => string.Join(' ', snapshot.Upstreams["any line"].Members.Select(member => member.Upstream.Name)), "fibre radio")],
        },
        new("proxy_protocol")
        {
            Decisions = [new("www.example.com", 443, "Relay introduced"), new("www.example.com", 22, "NoMatch"), new("site.example.com", 80, "Relay local site")],
            Compiled = [(snapshot => $"{snapshot.Upstreams["introduced"].ProxyProtocol} {snapshot.Upstreams["local site"].ProxyProtocol}", "V2 V2")],
        },
        new("dns_zone")
        {
            Decisions = [new("nas.lab.example.com", 80, "NoMatch")],
            Compiled =
            [
                (Aaaa("nas.lab.example.com"), "2001:db8::7"), (Aaaa("files.lab.example.com"), "-> nas.lab.example.com 2001:db8::7"), (Aaaa("x.y.apps.lab.example.com"), "2001:db8::8"),
                (Aaaa("wiki.lab.example.com"), "WantsPhantom"), (Aaaa("nothing.lab.example.com"), "NXDOMAIN"),
            ],
        },
        new("dns_record") { Compiled = [(Aaaa("example.org"), "WantsPhantom"), (Aaaa("printer.example.org"), "2001:db8::9"), (Aaaa("www.old.example.org"), "WantsPhantom")] },
        new("dns_search_domain") { Compiled = [(Aaaa("www.example.org.corp.example.net"), "NXDOMAIN"), (Aaaa("www.example.org"), "WantsPhantom")] },
        new("dns_forward")
        {
            Compiled = [(Aaaa("www.example.org.corp.example.org"), "WantsExistence"), (Aaaa("corp.example.net"), "WantsPhantom")],
            Tables = [("SELECT forward, check_exists FROM pool WHERE name = 'default'", ["CAA,HTTPS,MX,SRV,TXT|corp.example.org"])],
        },
        new("drain_a_destination")
        {
            Before = "INSERT INTO rule (domain, ports) VALUES ('=db1.example.com', '5432');",
            Decisions = [new("db1.example.com", 5432, "Block"), new("db2.example.com", 5432, "NoMatch")],
        },
        new("turn_a_rule_off")
        {
            Before = "INSERT INTO rule (domain, action, comment) VALUES ('ads.example.net', 'block', 'no advertisements'), ('ads.example.org', 'block', 'another');",
            Decisions = [new("ads.example.net", 80, "NoMatch"), new("ads.example.org", 80, "Block")],
        },
        new("turn_a_rule_on")
        {
            Before = "INSERT INTO rule (enabled, domain, action, comment) VALUES (false, 'ads.example.net', 'block', 'no advertisements'), (false, 'ads.example.org', 'block', 'another');",
            Decisions = [new("ads.example.net", 80, "Block"), new("ads.example.org", 80, "NoMatch")],
        },
        new("imported_lists")
        {
            Before = """
                INSERT INTO rule (origin, priority, domain, action) VALUES ('ads', 5, 'example.net', 'block'), ('ads', 5, '=tracker.example.org', 'block'), ('gambling', 0, 'bets.test', 'block'),
                    ('social', 0, 'chat.test', 'block');
                """,
            Decisions =
            [
                new("www.example.net", 443, "Block"), new("www.shop.example.net", 443, "Relay"), new("tracker.example.org", 443, "NoMatch"), new("bets.test", 443, "NoMatch"), new("chat.test", 443, "NoMatch"),
            ],
            Tables =
            [
                ("SELECT origin, count(*), sum(CASE WHEN enabled THEN 1 ELSE 0 END) FROM rule WHERE origin IS NOT NULL GROUP BY origin ORDER BY origin", ["ads|2|1", "gambling|1|0"]),
                ("SELECT priority FROM rule WHERE origin IS NULL", ["6"]),
            ],
        },
        new("retention")
        {
            Before = $"""
                {Flow} (1, 1, 'l', 'tcp', '192.0.2.9', 1, 'old.test', NULL, 1, {Old}, {Old}, 'ok', 1), (2, 1, 'l', 'tcp', '192.0.2.9', 1, 'open.test', NULL, 1, {Old}, NULL, 'open', 1),
                    (3, 1, 'l', 'tcp', '192.0.2.9', 1, 'young.test', NULL, 1, {Young}, {Young}, 'ok', 1);
                INSERT INTO audit_loss (worker, began_at, ended_at, flows, policy) VALUES (1, {Old}, {Old}, 1, 'count'), (1, {Young}, {Young}, 1, 'count');
                """,
            Tables = [("SELECT domain FROM connection ORDER BY id", ["open.test", "young.test"]), ($"SELECT count(*) FROM audit_loss WHERE ended_at >= datetime('now', '-90 days')", ["1"])],
        },
        new("forget_a_client")
        {
            Before = $"{Flow} (1, 1, 'l', 'tcp', '192.0.2.9', 1, 'a.test', NULL, 1, {Old}, {Old}, 'ok', 1), (2, 1, 'l', 'tcp', '192.0.2.90', 1, 'b.test', NULL, 1, {Young}, {Young}, 'ok', 1);",
            Tables = [("SELECT domain FROM connection", ["b.test"])],
        },
        new("forget_a_name")
        {
            Before = $"""
                {Flow} (1, 1, 'l', 'tcp', '192.0.2.9', 1, 'example.com', NULL, 1, {Old}, {Old}, 'ok', 1), (2, 1, 'l', 'tcp', '192.0.2.9', 1, 'www.example.com', NULL, 1, {Young}, {Young}, 'ok', 1),
                    (3, 1, 'l', 'tcp', '192.0.2.9', 1, 'x.test', 'example.com', 1, {Old}, {Old}, 'ok', 1), (4, 1, 'l', 'tcp', '192.0.2.9', 1, 'y.test', 'w.example.com', 1, {Old}, {Old}, 'ok', 1),
                    (5, 1, 'l', 'tcp', '192.0.2.9', 1, 'badexample.com', NULL, 1, {Young}, {Young}, 'ok', 1), (6, 1, 'l', 'tcp', '192.0.2.9', 1, NULL, NULL, 1, {Young}, {Young}, 'ok', 1);
                """,
            Tables = [("SELECT id FROM connection ORDER BY id", ["5", "6"])],
        },
        new("retire_a_name")
        {
            Before = "INSERT INTO phantom (domain) VALUES ('old.example.com'), ('www.old.example.com');",
            Tables = [("SELECT domain FROM phantom", ["www.old.example.com"]), ("SELECT domain FROM retired_phantom", ["old.example.com"])],
        },
        new("retire_unused_names")
        {
            Before = """
                INSERT INTO phantom (domain, created_at, used_at) VALUES ('used.test', datetime('now', '-8 days'), datetime('now')), ('new.test', datetime('now', '-6 days'), NULL),
                    ('unused.test', datetime('now', '-8 days'), NULL);
                """,
            Tables = [("SELECT domain FROM phantom ORDER BY id", ["used.test", "new.test"]), ("SELECT domain FROM retired_phantom", ["unused.test"])],
        },
        new("vacuum") { Before = "INSERT INTO rule (domain) VALUES ('a.test'), ('b.test'); DELETE FROM rule WHERE domain = 'b.test';", Tables = [("SELECT domain FROM rule", ["a.test"])] },
    ];

    private static Func<Snapshot, string?> Aaaa(string name) =>
        snapshot => AnswerText.Of(DnsAnswers.Answer(AnswerText.Ask(name, DnsType.Aaaa), snapshot.PhantomPoolFor("dns"), snapshot, new MemoryPhantoms()));

    private static Func<Snapshot, string?> Member(uint group, uint number) => snapshot =>
        !snapshot.Substitutions.TryGet(group, out Substitution? substitution) ? "nobody"
        : substitution.Member(number) is { Fault: null } member ? $"{member.Domain.Value ?? member.Address.ToString()}{(substitution.Upstream is { } way ? $" by {way.Name}" : "")}"
        : "nothing";

    private static Func<Snapshot, string?> Window(string address) => snapshot =>
        snapshot.Windows.TryGet(NetAddress.Parse(address), out Window? window) ? $"{window.Group} {window.NumberOf(NetAddress.Parse(address))}" : "none";

    private static Func<Snapshot, string?> Host(string name) =>
        snapshot => snapshot.Hosts.TryGet(DomainName.Parse(name), out ReadOnlySpan<NetAddress> found)
            ? string.Join(' ', found.ToArray().Select(address => address.ToString()).Order(StringComparer.Ordinal)) : "";
}
