using Dapper;
using Microsoft.Extensions.Logging;
using Relay.Store.Model;
using Relay.Store.Snapshots;

namespace Relay.Store.Sql;

internal sealed class ConfigurationTables(Database database) : IConfigurationTables
{
    /// <summary>So many rows of the feed are deleted at once: others wait for SQLite's one writer meanwhile.</summary>
    private const int PruneAtOnce = 10_000;

    private readonly ConfigurationReader reader = new(database.Dialect);

    public async Task<ConfigurationPicture> ReadAsync(string? place, Func<TableRows, long, CompiledTables> compile, CancellationToken cancellation)
    {
        // Asked in any case: from here on, what is committed is news.
        if (!await database.MayHaveChangedAsync(cancellation).ConfigureAwait(false) && place is not null)
            return new ConfigurationPicture(place, 0, null);
        return await database.RunAsync(Work.Watch, (connection, transaction) => reader.ReadAsync(connection, transaction, place, compile), cancellation).ConfigureAwait(false);
    }

    public Task RehearseAsync(Func<TableRows, CompiledTables> compile, CancellationToken cancellation) => database.RunAsync(
        Work.Watch, async (connection, transaction) => compile(await reader.ReadNothingAsync(connection, transaction).ConfigureAwait(false)), cancellation);

    public Task<IReadOnlyList<Problem>> ReadProblemsAsync(CancellationToken cancellation) =>
        database.RunCommandAsync(Work.Watch, ConfigurationReader.ReadProblemsAsync, cancellation);

    public Task WriteProblemsAsync(IReadOnlyCollection<Problem> gone, IReadOnlyCollection<Problem> found, CancellationToken cancellation) =>
        database.RunAsync(Work.Audit, async (connection, transaction) =>
        {
            await connection.ExecuteAsync(
                "DELETE FROM problem WHERE table_name = @TableName AND row_key = @RowKey AND message = @Message", gone, transaction).ConfigureAwait(false);
            return await connection.ExecuteAsync(
                "INSERT INTO problem (table_name, row_key, message) VALUES (@TableName, @RowKey, @Message) ON CONFLICT DO NOTHING", found, transaction).ConfigureAwait(false);
        }, cancellation);

    public async Task<bool> PruneAsync(CancellationToken cancellation)
    {
        int rows = await database.RunAsync(Work.Audit, (connection, transaction) =>
            connection.ExecuteAsync(database.Dialect.PruneFeed, new { most = PruneAtOnce }, transaction), cancellation).ConfigureAwait(false);
        if (database.Dialect.FoldRevisions is { } fold)
            await database.RunAsync(Work.Audit, (connection, transaction) => connection.ExecuteAsync(fold, transaction: transaction), cancellation).ConfigureAwait(false);
        return rows >= PruneAtOnce;
    }

    public IAsyncDisposable Listen(Action changed, ILogger logger) => database.Listen(changed, logger);
}
