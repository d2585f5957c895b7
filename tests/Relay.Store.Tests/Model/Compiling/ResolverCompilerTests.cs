using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Model.Compiling;

public sealed class ResolverCompilerTests
{
    [Fact]
    public void A_rule_has_the_resolver_that_it_names()
    {
        CompiledTables compiled = Compile(new ResolverRow("office", "dns", "192.0.2.53,192.0.2.54:5353,2001:db8::53,[2001:db8::54]:54"), new ResolverRow("lan", "mdns", null));
        Assert.Empty(compiled.Problems);
        Verdict verdict = compiled.Snapshot!.Rules.MatchName(Tables.Flow("a.test"));
        Assert.Equal("office", verdict.Resolver!.Name);
        Assert.Equal(["192.0.2.53", "192.0.2.54 port 5353", "2001:db8::53", "2001:db8::54 port 54"], verdict.Resolver.Servers.Select(server => server.ToString()));
        Assert.Equal(ResolverKind.Mdns, compiled.Snapshot.Resolvers["lan"].Kind);
    }

    [Theory]
    [InlineData("dot", null, "kind 'dot' is none of dns, system, mdns, resolved")]
    [InlineData("dns", null, "servers is missing: write the addresses of DNS servers")]
    [InlineData("system", "192.0.2.53", "servers are those of kind dns: write NULL")]
    [InlineData("dns", "192.0.2.53,", "servers has '': write addresses")]
    [InlineData("dns", "192.0.2.53:0", "servers has '192.0.2.53:0': write addresses")]
    [InlineData("dns", "192.0.2.53:053", "servers has '192.0.2.53:053': write addresses")]
    [InlineData("dns", "[192.0.2.53]:53", "servers has '[192.0.2.53]:53': write addresses")]
    [InlineData("dns", "ns.example.net", "servers has 'ns.example.net': write addresses")]
    public void A_broken_one_is_named_and_refuses_the_flows_of_its_rules(string kind, string? servers, string message)
    {
        CompiledTables compiled = Compile(new ResolverRow("office", kind, servers));
        Problem problem = Assert.Single(compiled.Problems, each => each.TableName == "resolver");
        Assert.Equal("office", problem.RowKey);
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal(VerdictKind.Refuse, compiled.Snapshot!.Rules.MatchName(Tables.Flow("a.test")).Kind);
        Assert.Equal(VerdictKind.NoMatch, compiled.Snapshot.Rules.MatchName(Tables.Flow("b.test")).Kind);
    }

    [Fact]
    public void A_row_that_comes_later_mends_the_rules_that_name_it()
    {
        CompiledTables before = Compile();
        Assert.Equal(VerdictKind.Refuse, before.Snapshot!.Rules.MatchName(Tables.Flow("a.test")).Kind);
        TableRows change = new(null, null, null, null, null) { Resolvers = [new ResolverRow("office", "system", null)] };
        CompiledTables after = SnapshotCompiler.Compile(before, change, 8);
        Assert.Empty(after.Problems);
        Assert.Equal("office", after.Snapshot!.Rules.MatchName(Tables.Flow("a.test")).Resolver?.Name);
    }

    private static CompiledTables Compile(params ResolverRow[] rows) =>
        SnapshotCompiler.Compile(Tables.Empty with { Rules = [Tables.Rule(1, "a.test") with { Resolver = "office" }], Resolvers = rows }, 7);
}
