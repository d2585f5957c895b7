using Relay.Store.Tests.Compliance;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Schema;

/// <summary>What the schema alone takes and refuses, from the shell that an administrator uses: nothing of ours runs after the migration.</summary>
public abstract class RowTests : IAsyncLifetime
{
    private protected TestDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        database = await CreateStoreAsync();
        string errors = (await RunAsync(Rows.Before)).Errors;
        Assert.True(errors.Length == 0, errors);
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Good_rows_are_taken_one_by_one()
    {
        string[] statements = [.. Rows.Good];
        string[] errors = await TryEachAsync(statements);
        Assert.DoesNotContain(statements.Zip(errors), row => row.Second.Length > 0);
    }

    [Fact]
    public async Task Wrong_rows_are_refused_one_by_one_with_a_sentence()
    {
        (string Statement, string Sentence, string? OnPostgres)[] rows = [.. Rows.Wrong];
        string[] errors = await TryEachAsync([.. rows.Select(row => row.Statement)]);
        Assert.DoesNotContain(rows.Zip(errors), row => !row.Second.Contains(Pick(row.First.Sentence, row.First.OnPostgres), StringComparison.Ordinal));
    }

    protected abstract Task<TestDatabase> CreateStoreAsync();

    /// <summary>Runs SQL by the engine's shell, to the first error.</summary>
    private protected abstract Task<ShellResult> RunAsync(string sql);

    /// <summary><see cref="DatabaseShell.TryEachAsync"/> by the engine's shell.</summary>
    private protected abstract Task<string[]> TryEachAsync(IReadOnlyList<string> statements);

    /// <summary>The sentence is ours and the same on both engines, but for what an engine says itself.</summary>
    private protected abstract string Pick(string sentence, string? onPostgres);
}
