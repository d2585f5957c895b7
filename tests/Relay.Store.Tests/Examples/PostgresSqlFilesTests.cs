using System.Globalization;
using System.Text.RegularExpressions;
using Relay.Store.Tests.Compliance;
using Relay.Store.Tests.Docs;
using Relay.Store.Tests.Schema;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Examples;

public sealed partial class PostgresSqlFilesTests(PostgresFixture fixture) : SqlFiles
{
    // Partitions are no tables of their own to anybody.
    protected override string AllRelations => "SELECT relname::text FROM pg_class WHERE relnamespace = 'urelay'::regnamespace AND relkind IN ('r', 'p', 'v') AND NOT relispartition";

    [Fact]
    public Task The_sql_of_its_own_document_runs() => RunSqlOfAsync("docs/postgresql.md");

    protected override string LivePlan => "connection_[0-9]{8}_worker_idx";

    protected override string Size(string table) => $"SELECT pg_relation_size('{table}')";

    protected override Task<ShellResult> ShellAsync(string path) => DatabaseShell.PostgresFileAsync(database, path);

    // Where sequential scans are to be avoided, what still is one has no index that serves.
    protected override async Task<string> ExplainAsync(string query) =>
        string.Join('\n', await RowsAsync($"SET enable_seqscan = off; EXPLAIN {query}"));

    protected override async Task AssertPeriodAsync(string report, DateTime first, DateTime last)
    {
        // Each day has its partition, in place of the months that a new store begins with.
        await database.ExecuteAsync("""
            DO $$ DECLARE part text; BEGIN
                FOR part IN SELECT name FROM connection_partition LOOP EXECUTE 'DROP TABLE ' || part; END LOOP;
            END $$;
            SELECT connection_make_partition(day, 'day') FROM generate_series(now() - interval '40 days', now() + interval '2 days', '1 day') AS day;
            SELECT connection_make_partition(day, 'day') FROM generate_series('2026-01-10', '2026-01-18', interval '1 day') AS day
            """);
        string plan = await ExplainAsync(Repository.Read($"sql/reports/{report}.sql"));
        string[] days = [.. Partition().Matches(plan).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];
        Assert.NotEmpty(days);
        Assert.All(days, day => Assert.InRange(DateTime.ParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture), first.Date, last.Date));
        Assert.All(days, day => Assert.Contains($"connection_{day}_accepted_at_idx", plan, StringComparison.Ordinal));
        Assert.DoesNotContain("Seq Scan on connection", plan, StringComparison.Ordinal);
    }

    protected override async Task<TestDatabase> CreateStoreAsync() => await fixture.CreateStoreAsync();

    [GeneratedRegex("connection_([0-9]{8})")]
    private static partial Regex Partition();
}
