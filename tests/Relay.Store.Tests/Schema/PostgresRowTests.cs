using Relay.Store.Tests.Compliance;
using Relay.TestKit;

namespace Relay.Store.Tests.Schema;

public sealed class PostgresRowTests(PostgresFixture fixture) : RowTests
{
    protected override async Task<TestDatabase> CreateStoreAsync() => await fixture.CreateStoreAsync();

    private protected override Task<ShellResult> RunAsync(string sql) => DatabaseShell.PostgresAsync(database, sql);

    private protected override Task<string[]> TryEachAsync(IReadOnlyList<string> statements) =>
        DatabaseShell.TryEachAsync(statements, file => DatabaseShell.PostgresWholeFileAsync(database, file));

    private protected override string Pick(string sentence, string? onPostgres) => onPostgres ?? sentence;
}
