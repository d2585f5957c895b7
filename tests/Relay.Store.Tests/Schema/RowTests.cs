using Relay.Migrations;
using Relay.Store.Sql;
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
        database = await CreateDatabaseAsync();
        StoreLocation location = StoreLocation.Parse(database.Location);
        Migrator.Apply(location.Engine, location.ConnectionString);
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
        List<string> wrong = [];
        foreach (string statement in Rows.Good)
        {
            ShellResult result = await RunAsync($"BEGIN; {statement}; ROLLBACK");
            if (result.Status != 0)
                wrong.Add($"{statement}: {result.Errors}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Wrong_rows_are_refused_one_by_one_with_a_sentence()
    {
        List<string> wrong = [];
        foreach ((string statement, string sentence, string? onPostgres) in Rows.Wrong)
        {
            ShellResult result = await RunAsync($"BEGIN; {statement}; ROLLBACK");
            if (result.Status == 0 || !result.Errors.Contains(Pick(sentence, onPostgres), StringComparison.Ordinal))
                wrong.Add($"{statement}: status {result.Status}, {result.Errors}");
        }
        Assert.Empty(wrong);
    }

    protected abstract Task<TestDatabase> CreateDatabaseAsync();

    /// <summary>Runs SQL by the engine's shell, to the first error.</summary>
    private protected abstract Task<ShellResult> RunAsync(string sql);

    /// <summary>The sentence is ours and the same on both engines, but for what an engine says itself.</summary>
    private protected abstract string Pick(string sentence, string? onPostgres);
}
