using Relay.Store.Model;
using Relay.Store.Model.Rewrites;
using Xunit;

namespace Relay.Store.Tests.Model.Compiling;

public sealed class SubstitutionCompilerTests
{
    [Theory]
    [InlineData("10.64.0.0/16", null, 258u, "10.64.1.2")]
    [InlineData("10.64.0.0/16", null, 65535u, "10.64.255.255")]
    [InlineData("10.64.0.0/16", null, 65536u, null)]
    [InlineData("fd00:1::/64", null, uint.MaxValue, "fd00:1::ffff:ffff")]
    [InlineData("0.0.0.0/0", null, uint.MaxValue, "255.255.255.255")]
    [InlineData(null, "vm{host}.srv.test", 258u, "vm258.srv.test")]
    [InlineData(null, "one.test", 258u, "one.test")]
    public void A_member_stands_for_an_address_or_a_name(string? network, string? template, uint number, string? expected)
    {
        CompiledTables compiled = Compile(new SubstitutionRow(7, network, template, "proxy"));
        Assert.Empty(compiled.Problems);
        Assert.True(compiled.Snapshot!.Substitutions.TryGet(7, out Substitution? group));
        Mapped member = group.Member(number);
        Assert.Equal(expected, member.Fault is not null ? null : member.Domain.Value ?? member.Address.ToString());
        Assert.Equal("proxy", group.Upstream?.Name);
        Assert.False(compiled.Snapshot.Substitutions.TryGet(8, out _));
    }

    [Theory]
    [InlineData(7L, null, null, null, "to_network and to_domain: write one of the two")]
    [InlineData(7L, "10.0.0.0/8", "a.test", null, "to_network and to_domain: write one of the two")]
    [InlineData(7L, "10.0.0.1/8", null, null, "to_network '10.0.0.1/8' has bits set after the prefix: write '10.0.0.0/8'")]
    [InlineData(7L, null, "A.test", null, "to_domain 'A.test' makes no domain names: write one such as www.example.com, with {host} in the place of labels")]
    [InlineData(7L, null, "{sub}.test", null, "to_domain '{sub}.test' has {sub}, which means nothing here")]
    [InlineData(7L, null, "{address}.test", null, "to_domain '{address}.test' has {address}, which means nothing here")]
    [InlineData(7L, null, "a.test", "nowhere", "upstream 'nowhere' does not exist")]
    [InlineData(65536L, null, "a.test", null, "group_id has no addresses: write 0 to 65535")]
    public void A_broken_row_is_named_and_refuses(long group, string? network, string? template, string? upstream, string message)
    {
        CompiledTables compiled = Compile(new SubstitutionRow(group, network, template, upstream));
        Problem problem = Assert.Single(compiled.Problems);
        Assert.StartsWith($"substitution {group}: {message}", $"{problem.TableName} {problem.RowKey}: {problem.Message}", StringComparison.Ordinal);
        Assert.True(compiled.Snapshot!.Substitutions.TryGet((uint)group, out Substitution? refusing));
        Assert.Equal(problem.Message, refusing.Defect);
    }

    [Fact]
    public void A_change_of_the_upstreams_is_a_change_of_the_groups()
    {
        CompiledTables first = Compile(new SubstitutionRow(7, null, "a.test", "proxy"));
        CompiledTables without = SnapshotCompiler.Compile(first, new TableRows(null, null, null, [], null), 2);
        Assert.Equal(["substitution 7"], without.Problems.Select(problem => $"{problem.TableName} {problem.RowKey}"));
        CompiledTables again = SnapshotCompiler.Compile(without, new TableRows(null, null, null, [Tables.Proxy with { Port = 1081 }], null), 3);
        Assert.Empty(again.Problems);
        Assert.True(again.Snapshot!.Substitutions.TryGet(7, out Substitution? group));
        Assert.Equal(1081, group.Upstream!.Port);
        CompiledTables other = SnapshotCompiler.Compile(again, new TableRows(null, null, null, null, null) { Substitutions = [] }, 4);
        Assert.False(other.Snapshot!.Substitutions.TryGet(7, out _));
    }

    private static CompiledTables Compile(params SubstitutionRow[] rows) => SnapshotCompiler.Compile(Tables.Empty with { Upstreams = [Tables.Proxy], Substitutions = rows }, 1);
}
