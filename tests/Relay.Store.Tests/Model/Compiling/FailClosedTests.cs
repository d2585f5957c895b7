using CsCheck;
using Relay.Store.Model;
using Xunit;
using static Relay.Store.Tests.Model.Tables;

namespace Relay.Store.Tests.Model.Compiling;

/// <summary>"Fail closed, exactly" (sql.md section 3), and what the administrator is told.</summary>
public sealed class FailClosedTests
{
    private static readonly RuleRow Any = Rule(5, "a.test");

    public static TheoryData<RuleRow, string> BrokenConditions => new()
    {
        { Any with { Domain = "Example.COM" }, "domain 'Example.COM' is not canonical: write 'example.com'" },
        { Any with { Domain = "=example.com." }, "domain '=example.com.' is not canonical: write '=example.com'" },
        { Any with { Domain = ".BÜCHER.example" }, "domain '.BÜCHER.example' is not canonical: write '.xn--bcher-kva.example'" },
        { Any with { Domain = "*.example.com" }, "domain '*.example.com' is not a domain: write '.example.com' for all names below, or 'example.com' for it and all below" },
        { Any with { Domain = "192.0.2.1" }, "domain '192.0.2.1' is an address, not a name" },
        { Any with { Domain = "10.0.0.0/8" }, "domain '10.0.0.0/8' is an address, not a name" },
        { Any with { Domain = "" }, "domain '' is not a domain name: write labels of" },
        { Any with { Domain = "." }, "domain '.' is not a domain name: write labels of" },
        { Any with { Domain = "a\nb" }, "domain 'a\\u000ab' is not a domain name: write labels of" },
        { Any with { Domain = "regex:(" }, "domain 'regex:(' does not compile: Invalid pattern" },
        { Any with { Domain = "regex:(a)\\1" }, "domain 'regex:(a)\\1' does not compile: " },
        { Any with { Domain = "regex:" }, "domain has a regex of 0 characters: write 1 to 1000" },
        { Any with { Network = "10.0.0.1/8" }, "network '10.0.0.1/8' has bits set after the prefix: write '10.0.0.0/8'" },
        { Any with { Network = "2001:DB8::/32" }, "network '2001:DB8::/32' is not canonical: write '2001:db8::/32'" },
        { Any with { Network = "::ffff:10.0.0.0/104" }, "network '::ffff:10.0.0.0/104' is not canonical: write '10.0.0.0/8'" },
        { Any with { Network = "10.0.0.0/33" }, "network '10.0.0.0/33' is not a network: write one such as" },
        { Any with { Network = "a.test" }, "network 'a.test' is not a network: write one such as" },
        { Any with { Client = "10.1/16" }, "client '10.1/16' is not a network: write one such as" },
        { Any with { Ports = "80, 443" }, "ports '80, 443' is not a list of ports: write one such as 443 or 80,8000-8999" },
        { Any with { Listener = "" }, "listener is empty: write NULL for all listeners" },
        { Any with { Transport = "TCP" }, "transport 'TCP' is none of tcp, udp" },
        { Any with { LearntBy = "socksname" }, "learnt_by 'socksname' is none of phantom, static, substitution, nat64, window, literal, socks_name," },
        { Any with { OwnHost = true }, "own_host needs a network: " },
    };

    public static TheoryData<RuleRow, string> BrokenActions => new()
    {
        { Any with { Action = "drop" }, "action 'drop' is none of relay, block" },
        { Any with { Upstream = "nowhere" }, "upstream 'nowhere' does not exist: insert it into table upstream, or name another" },
        { Any with { Upstream = "broken" }, "upstream 'broken' cannot be used: port is missing" },
        { Any with { Resolve = "5_only" }, "resolve '5_only' is none of remote, 6_weak, 6_strong, 6_only, 4_weak, 4_strong, 4_only" },
        { Any with { Resolve = "remote" }, "resolve remote needs an upstream that takes names" },
        { Any with { Resolve = "remote", Upstream = "direct" }, "resolve remote needs an upstream that takes names" },
        { Any with { ToDomain = "B.test" }, "to_domain 'B.test' makes no domain names: write one such as www.example.com, with {sub}, {host}, {address} in the place of labels" },
        { Any with { ToDomain = "{name}.test" }, "to_domain '{name}.test' makes no domain names" },
        { Any with { ToDomain = "{sub" }, "to_domain '{sub' makes no domain names" },
        { Any with { ToDomain = "x.{host}", Domain = "a.test" }, "to_domain 'x.{host}' makes no domain names" },
        { Any with { ToDomain = "{host}.test" }, "to_domain '{host}.test' has {host}, which is a part of an address: give the rule a network" },
        { Any with { ToDomain = "{address}.test" }, "to_domain '{address}.test' has {address}, which is a part of an address: give the rule a network" },
        { Any with { ToDomain = "{sub}.test", Domain = "=a.test" }, "to_domain '{sub}.test' has {sub}, which is what stands before the suffix of a name: give the rule a domain" },
        { Any with { ToNetwork = "10.0.0.1/8" }, "to_network '10.0.0.1/8' has bits set after the prefix: write '10.0.0.0/8'" },
        { Any with { ToNetwork = "10.0.0.0/8", Domain = "=a.test" }, "to_network 10.0.0.0/8 is for the addresses of a network, or for names below a suffix" },
        { Any with { ToAddress = "10.0.0.01" }, "to_address '10.0.0.01' is not an address" },
        { Any with { ToPort = 0 }, "to_port 0 is not a port: write 1 to 65535" },
        { Any with { ToPort = 65536 }, "to_port 65536 is not a port: write 1 to 65535" },
        { Any with { ToAddress = "10.0.0.1", ToDomain = "b.test" }, "to_domain, to_network and to_address exclude each other: write one" },
        { Any with { Resolver = "nowhere" }, "resolver 'nowhere' does not exist: insert it into table resolver, or name another" },
        { Any with { Resolver = "broken" }, "resolver 'broken' cannot be used: kind 'dot' is none of dns, system, mdns, resolved" },
        { Any with { Counts = "0,1" }, "counts '0,1' is not two numbers from 1 to 9 such as 2,1" },
        { Any with { Answer = "nxdomain" }, "answer is for block rules: write NULL, or action block" },
        { Any with { Action = "block", Answer = "NXDOMAIN" }, "answer 'NXDOMAIN' is neither nxdomain, nodata nor a canonical address" },
        { Any with { Action = "block", Answer = "::ffff:192.0.2.1" }, "answer '::ffff:192.0.2.1' is neither nxdomain, nodata nor" },
    };

    public static TheoryData<string, string, string> Misfits => new()
    {
        { "10.0.0.0/8", "192.0.2.0/24", "to_network 192.0.2.0/24 has fewer addresses than network 10.0.0.0/8: write one that is as large or larger" },
        { "fd00::/64", "192.0.2.0/24", "to_network 192.0.2.0/24 has fewer addresses than network fd00::/64" },
        { "fd00::/72", "0.0.0.0/0", "to_network 0.0.0.0/0 has fewer addresses than network fd00::/72" },
        { "10.0.0.0/8", "fd00::/120", "to_network fd00::/120 has fewer addresses than network 10.0.0.0/8" },
        { "10.0.0.0/8", "fd00::100:0:0:0/96", "to_network fd00::100:0:0:0/96 has bits 64 to 71 set, which no translator does (RFC 6052 section 2.2): write a prefix without" },
        { "fd00::100:0:0:0/96", "0.0.0.0/0", "network fd00::100:0:0:0/96 has bits 64 to 71 set" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void Networks_that_do_not_fit_refuse(string network, string toNetwork, string message)
    {
        CompiledTables compiled = Compile(Rule(4), Rule(5, null, network) with { ToNetwork = toNetwork });
        AssertProblem("rule", "5", message, compiled);
        Verdict verdict = compiled.Snapshot!.Rules.MatchAddress(Flow(null), NetPrefix.Parse(network).Address);
        Assert.Equal((VerdictKind.Refuse, 5L, compiled.Problems[0].Message), (verdict.Kind, verdict.RuleId, verdict.Defect));
    }

    [Theory]
    [MemberData(nameof(BrokenConditions))]
    public void Broken_conditions_reject_the_change(RuleRow row, string message)
    {
        CompiledTables compiled = Compile(Rule(4), row);
        Assert.Null(compiled.Snapshot);
        AssertProblem("rule", "5", message, compiled);
    }

    [Theory]
    [MemberData(nameof(BrokenActions))]
    public void A_broken_action_refuses(RuleRow row, string message)
    {
        UpstreamRow broken = new() { Name = "broken", Kind = "http", Address = "a.test" };
        CompiledTables compiled = SnapshotCompiler.Compile(Empty with { Rules = [Rule(4), row], Upstreams = [broken], Resolvers = [new ResolverRow("broken", "dot", null)] }, 7);
        Problem problem = Assert.Single(compiled.Problems, problem => problem.TableName == "rule");
        Assert.Equal("5", problem.RowKey);
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);

        Verdict verdict = compiled.Snapshot!.Rules.MatchName(Flow("a.test"));
        Assert.Equal(new Verdict(VerdictKind.Refuse, 5, Defect: problem.Message), verdict);
        Assert.Equal(new Verdict(VerdictKind.Relay, 4), compiled.Snapshot.Rules.MatchName(Flow("b.test")));
    }

    [Fact]
    public void One_regex_too_many_rejects_the_change_and_is_taken_once_there_is_room()
    {
        RuleRow[] rows = [.. Enumerable.Range(1, 257).Select(n => Rule(n, $"regex:^blocked{n}[.]", action: "block"))];
        CompiledTables most = Compile(rows[..256]);
        Assert.Empty(most.Problems);
        const string message = "domain has one regex more than the 256 that enabled rules may have: write domains where they do (.example.com), join regexes with |, or turn others off";
        // Nothing is let through by a worker that has had no rules, and what was blocked stays so.
        CompiledTables whole = Compile(rows), added = SnapshotCompiler.Compile(most, Change([257], rows[256]), 8);
        foreach (CompiledTables over in (CompiledTables[])[whole, added])
        {
            Assert.Null(over.Snapshot);
            Assert.Equal(new Problem("rule", "257", message), Assert.Single(over.Problems));
            CompiledTables edited = SnapshotCompiler.Compile(over, Change([300], Rule(300, "a.test")), 9);
            Assert.Null(edited.Snapshot);
            CompiledTables mended = SnapshotCompiler.Compile(edited, Change([1]), 10);
            Assert.Empty(mended.Problems);
            Assert.Equal(VerdictKind.NoMatch, mended.Snapshot!.Rules.MatchName(Flow("blocked1.test")).Kind);
            foreach (string blocked in (string[])["blocked2.test", "blocked257.test"])
                Assert.Equal(VerdictKind.Block, mended.Snapshot.Rules.MatchName(Flow(blocked)).Kind);
        }
    }

    [Fact]
    public void All_problems_come_at_once_one_a_row()
    {
        CompiledTables compiled = SnapshotCompiler.Compile(
            new TableRows(
                [new PoolRow("p", "phantom6", "fd00::/63", null)],
                [new StaticMappingRow(-1, "a.test.")],
                [new HostRow("A.test", "127.1")],
                [new UpstreamRow { Name = "u", Kind = "pigeon", Netns = "n" }],
                [Rule(1, "B.test", "10.0.0.1/8", ports: "0"), Rule(2), Any with { Upstream = "u" }]),
            7);
        Assert.Null(compiled.Snapshot);
        Assert.Equal(
            ["host A.test 127.1", "pool p", "rule 1", "rule 5", "static_mapping -1", "upstream u"],
            compiled.Problems.Select(problem => $"{problem.TableName} {problem.RowKey}").Order(StringComparer.Ordinal));
        Assert.All(compiled.Problems, problem => Assert.DoesNotContain(problem.Message, char.IsControl));
        Assert.Equal(2, compiled.Problems.Single(problem => problem.RowKey == "1").Message.Count(c => c == ';'));
    }

    [Fact]
    public void A_block_keeps_what_would_make_it_a_relay() =>
        Assert.Equal(
            new Verdict(VerdictKind.Block, 5),
            Good(Any with { Action = "block", Upstream = "nowhere", ToPort = 80, Resolve = "?" }).MatchName(Flow("a.test")));

    [Theory]
    [InlineData("remote", ResolveMode.Remote)]
    [InlineData("6_weak", ResolveMode.SixWeak)]
    [InlineData("6_strong", ResolveMode.SixStrong)]
    [InlineData("6_only", ResolveMode.SixOnly)]
    [InlineData("4_weak", ResolveMode.FourWeak)]
    [InlineData("4_strong", ResolveMode.FourStrong)]
    [InlineData("4_only", ResolveMode.FourOnly)]
    public void A_good_action_is_carried_whole(string resolve, ResolveMode mode)
    {
        Verdict verdict = Good(Any with { Network = "127.0.0.0/8", OwnHost = true, Upstream = "proxy", Resolve = resolve })
            .MatchAddress(Flow("a.test"), NetAddress.Parse("127.0.0.1"));
        Assert.Equal(VerdictKind.Relay, verdict.Kind);
        Assert.Equal((5L, "proxy", mode), (verdict.RuleId, verdict.Upstream?.Name, verdict.Resolve));
        Assert.True(verdict.OwnHost);
        Assert.Equal(NetPrefix.Parse("127.0.0.0/8"), verdict.Network);
    }

    [Fact]
    public void Text_of_any_kind_neither_throws_nor_breaks_the_line() =>
        Gen.String.Array[9].Sample(texts =>
        {
            RuleRow rule = Rule(1, texts[0], texts[1], texts[2], 0, texts[3], texts[4], texts[5], texts[6], texts[7], texts[8]) with { ToDomain = texts[0], ToNetwork = texts[1], ToAddress = texts[2] };
            UpstreamRow upstream = new() { Name = texts[0], Kind = "socks5", Address = texts[1], Port = 1, SourceV4 = texts[2], Device = texts[3] };
            CompiledTables compiled = SnapshotCompiler.Compile(
                new TableRows([new PoolRow(texts[0], texts[1], texts[2], texts[3])], [new StaticMappingRow(1, texts[4])], [new HostRow(texts[5], texts[6])], [upstream], [rule]), 1);
            return compiled.Snapshot is null && compiled.Problems.All(problem => !problem.Message.Any(char.IsControl));
        });

    private static void AssertProblem(string table, string key, string message, CompiledTables compiled)
    {
        Problem problem = Assert.Single(compiled.Problems);
        Assert.Equal((table, key), (problem.TableName, problem.RowKey));
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    private static TableRows Change(long[] ids, params RuleRow[] rows) => new(null, null, null, null, rows, ids);
}
