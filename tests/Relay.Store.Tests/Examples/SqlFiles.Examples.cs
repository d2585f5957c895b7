using Relay.Store.Model;
using Relay.Store.Tests.Docs;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Examples;

public abstract partial class SqlFiles
{
    public static TheoryData<string> ExampleNames => [.. ExampleTable.All.Select(example => example.Name)];

    [Fact]
    public void Every_example_is_tested() =>
        Assert.Equal(Repository.FilesIn("sql/examples", "*.sql"), ExampleTable.All.Select(example => PathOf(example)).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(ExampleNames))]
    public async Task An_example_makes_of_a_store_what_it_says(string name)
    {
        Example example = ExampleTable.All.Single(each => each.Name == name);
        Assert.True(example.Decisions.Count + example.Compiled.Count + example.Tables.Count > 0, "nothing would be checked");
        if (example.Before.Length > 0)
            await database.ExecuteAsync(example.Before);
        await RunInShellAsync(PathOf(example));
        Snapshot snapshot = await CompiledAsync();
        Assert.Equal(example.Decisions, example.Decisions.Select(each => each with { Decided = Decide(snapshot, each) }));
        Assert.Equal(example.Compiled.Select(each => each.Is), example.Compiled.Select(each => each.Of(snapshot)));
        foreach ((string query, string[] rows) in example.Tables)
            Assert.Equal(rows, await RowsAsync(query));
    }

    [Fact]
    public async Task The_examples_go_together()
    {
        foreach (Example example in ExampleTable.All)
            await RunInShellAsync(PathOf(example));
        await CompiledAsync();
    }

    [Fact]
    public async Task Vacuum_gives_the_space_of_deleted_rows_back()
    {
        await database.ExecuteAsync("""
            INSERT INTO worker (name) WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 50000) SELECT 'a machine of which there are ' || n FROM number
            """);
        await database.ExecuteAsync("DELETE FROM worker");
        long before = await database.ScalarAsync<long>(Size("worker"));
        await RunInShellAsync("sql/examples/vacuum.sql");
        Assert.InRange(await database.ScalarAsync<long>(Size("worker")), 0, before / 2);
    }

    /// <summary>A query for what the database, or the rows of this table of it, take on disk.</summary>
    protected abstract string Size(string table);

    private static string PathOf(Example example) => $"sql/examples/{example.Name}.sql";

    private async Task RunInShellAsync(string file)
    {
        ShellResult result = await ShellAsync(Repository.PathOf(file));
        Assert.Equal((0, ""), (result.Status, result.Errors));
    }

    private static string Decide(Snapshot snapshot, Decision flow)
    {
        DomainName domain = flow.Domain is null ? default : DomainName.Parse(flow.Domain);
        FlowFacts facts = new(domain, flow.Port, NetAddress.Parse(flow.Client), flow.Listener, Transport.Tcp, flow.LearntBy);
        Verdict verdict = flow.Address is null ? snapshot.Rules.MatchName(facts) : snapshot.Rules.MatchAddress(facts, NetAddress.Parse(flow.Address));
        return string.Join(' ', new[] { verdict.Kind.ToString(), verdict.Upstream?.Name, verdict.Resolve?.ToString(), verdict.Resolver is { } by ? $"by {by.Name}" : null, verdict.OwnHost ? "own_host" : null, Elsewhere(verdict, facts, flow.Address) }.OfType<string>());
    }

    private static string? Elsewhere(Verdict verdict, FlowFacts facts, string? address)
    {
        if (verdict.Rewrite is null)
            return null;
        Target from = address is null ? new Target(facts.Domain, default, facts.Port) : new Target(default, NetAddress.Parse(address), facts.Port);
        return verdict.TryRewrite(facts, from, out Target to, out _) ? $"→ {to}" : "→ nothing";
    }

    /// <summary>What the tables compile to; fails where anything is wrong with them.</summary>
    private async Task<Snapshot> CompiledAsync()
    {
        RelayStore store = await OpenAsync();
        Assert.Equal([], await RowsAsync("SELECT table_name, row_key, message FROM problem"));
        return store.Snapshots.Current ?? throw new InvalidOperationException("nothing compiled");
    }
}
