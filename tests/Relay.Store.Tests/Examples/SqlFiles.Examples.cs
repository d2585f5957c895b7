using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Store.Tests.Docs;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Examples;

public abstract partial class SqlFiles
{
    private static readonly Decision[] Decisions =
    [
        new("block_a_name_and_below", "example.com", 443, "Block"),
        new("block_a_name_and_below", "a.b.example.com", 80, "Block"),
        new("block_a_name_and_below", "badexample.com", 80, "NoMatch"),
        new("block_exactly_one_name", "www.example.com", 80, "Block"),
        new("block_exactly_one_name", "api.www.example.com", 80, "NoMatch"),
        new("block_exactly_one_name", "example.com", 80, "NoMatch"),
        new("only_certain_ports", "example.com", 443, "Relay"),
        new("only_certain_ports", "example.com", 8999, "Relay"),
        new("only_certain_ports", "example.com", 22, "Block"),
        new("only_certain_ports", null, 22, "Block"),
        new("per_client", "example.net", 80, "Block", Client: "192.168.7.5"),
        new("per_client", "www.example.org", 80, "Relay", Client: "192.168.7.5"),
        new("per_client", "example.net", 80, "NoMatch", Client: "192.168.8.5"),
        new("per_listener", "mail.example.net", 25, "Block", Listener: "exec"),
        new("per_listener", "mail.example.net", 25, "NoMatch"),
        new("per_listener", "mail.example.net", 587, "NoMatch", Listener: "exec"),
        new("pin_a_name", "printer.example.com", 631, "NoMatch"),
        new("dns_zone", "nas.lab.example.com", 80, "NoMatch"),
        new("dns_forward", "wiki.corp.example.org", 443, "NoMatch"),
        new("dns_record", "example.org", 25, "NoMatch"),
        new("dns_search_domain", "www.example.org.corp.example.net", 443, "NoMatch"),
        new("split_horizon", "intranet.example.com", 80, "NoMatch"),
        new("tor_for_onion", "duckduckgo.onion", 80, "Relay tor"),
        new("tor_for_onion", "example.com", 80, "NoMatch"),
        new("retire_a_name", "old.example.com", 80, "NoMatch"),
        new("ssh_upstream", "wiki.corp.example.com", 443, "Relay corp"),
        new("ssh_upstream", "example.com", 443, "NoMatch"),
        new("allow_own_host", "dev.example.com", 3000, "Relay own_host", Address: "127.0.0.1"),
        new("allow_own_host", "dev.example.com", 3001, "NoMatch", Address: "127.0.0.1"),
        new("allow_own_host", "other.example.com", 3000, "NoMatch", Address: "127.0.0.1"),
        new("allow_own_host", null, 3000, "NoMatch", Address: "127.0.0.1"),
    ];

    public static TheoryData<string> ExampleFiles => [.. Repository.FilesIn("sql/examples", "*.sql")];

    [Theory, MemberData(nameof(ExampleFiles))]
    public async Task An_example_compiles_without_a_problem_and_decides_what_it_says(string file)
    {
        await database.ExecuteAsync(Repository.Read(file));
        Snapshot snapshot = await CompiledAsync();
        (string, string)[] expected = [.. Decisions.Where(each => file == $"sql/examples/{each.File}.sql").Select(each => (each.ToString(), each.Decided))];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Decisions.Where(each => file == $"sql/examples/{each.File}.sql").Select(each => (each.ToString(), Decide(snapshot, each))));
    }

    private static string Decide(Snapshot snapshot, Decision flow)
    {
        DomainName domain = flow.Domain is null ? default : DomainName.Parse(flow.Domain);
        FlowFacts facts = new(domain, flow.Port, NetAddress.Parse(flow.Client), flow.Listener, Transport.Tcp, LearntBy.SocksName);
        Verdict verdict = flow.Address is null ? snapshot.Rules.MatchName(facts) : snapshot.Rules.MatchAddress(facts, NetAddress.Parse(flow.Address));
        return string.Join(' ', new[] { verdict.Kind.ToString(), verdict.Upstream?.Name, verdict.OwnHost ? "own_host" : null }.OfType<string>());
    }

    [Fact]
    public async Task The_examples_go_together_and_give_the_addresses_they_name()
    {
        foreach (string file in Repository.FilesIn("sql/examples", "*.sql"))
            await database.ExecuteAsync(Repository.Read(file));
        Snapshot snapshot = await CompiledAsync();
        Assert.True(snapshot.Rules.HasRuleUnderOnion);
        Assert.Equal(BlockAnswerKind.NxDomain, snapshot.Rules.BlockAnswerFor(DomainName.Parse("mail.example.com"))?.Kind);

        Assert.True(snapshot.StaticMappings.TryGet(DomainName.Parse("printer.example.com"), out uint index));
        Assert.Equal("fd75:7265:6c61:7900:5ff:7001:0:2a", PoolAddress.OfStatic(snapshot.Pools[0].Prefix, index).ToString());
        Assert.Equal(["2001:db8::7", "nas.lab.example.com 2001:db8::7", "2001:db8::8", "WantsPhantom", "NxDomain"],
            ((string[])["nas.lab.example.com", "files.lab.example.com", "x.y.apps.lab.example.com", "wiki.lab.example.com", "nothing.lab.example.com"]).Select(Ask));
        Assert.Equal(["NxDomain", "WantsPhantom", "2001:db8::9", "WantsExistence"],
            ((string[])["www.example.org.corp.example.net", "example.org", "printer.example.org", "www.example.org.corp.example.org"]).Select(Ask));
        Assert.Equal(["10.20.30.40", "2001:db8:20::40"], await RowsAsync("SELECT address FROM host WHERE domain = 'intranet.example.com' ORDER BY address"));

        string Ask(string name)
        {
            DnsQuestion question = new(name, DnsType.Aaaa, default, MayAllocate: true);
            DnsAnswer answer = DnsAnswers.Answer(question, snapshot.PhantomPoolFor("dns"), snapshot, new MemoryPhantoms());
            IEnumerable<string> told = answer.Records.Select(record => record.Target ?? record.Address.ToString());
            return string.Join(' ', answer.Kind == DnsAnswerKind.Answer ? told : [.. told, answer.Kind.ToString()]);
        }
    }
}
