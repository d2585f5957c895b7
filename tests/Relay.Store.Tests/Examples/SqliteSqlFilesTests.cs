using Relay.Store.Tests.Compliance;
using Relay.Store.Tests.Docs;
using Relay.Store.Tests.Schema;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Examples;

public sealed class SqliteSqlFilesTests : SqlFiles
{
    protected override string AllRelations => "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'";

    protected override string LivePlan => "connection USING INDEX connection_open";

    protected override string Size(string table) => "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";

    protected override Task<ShellResult> ShellAsync(string path) => DatabaseShell.SqliteFileAsync(database, path);

    protected override async Task<string> ExplainAsync(string query)
    {
        ShellResult plan = await DatabaseShell.SqliteAsync(database, $"EXPLAIN QUERY PLAN {query}");
        Assert.Equal((0, ""), (plan.Status, plan.Errors));
        return plan.Output;
    }

    protected override async Task AssertPeriodAsync(string report, DateTime first, DateTime last)
    {
        string plan = await ExplainAsync(Repository.Read($"sql/reports/{report}.sql"));
        Assert.Contains("SEARCH connection USING INDEX connection_accepted_at (accepted_at>?", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN connection", plan, StringComparison.Ordinal);
    }

    protected override Task<TestDatabase> CreateStoreAsync() => SqliteTestDatabase.CreateStoreAsync();
}
