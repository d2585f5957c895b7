using Dapper;
using Relay.Store.Model;
using Relay.Store.Snapshots;

namespace Relay.Store.Sql;

internal sealed class ConfigurationTables(Database database) : IConfigurationTables
{
    public async Task<long> ReadRevisionAsync(long known, CancellationToken cancellation)
    {
        if (!await database.MayHaveChangedAsync(cancellation).ConfigureAwait(false))
            return known;
        return await database.RunAsync(Work.Watch, ConfigurationReader.ReadRevisionAsync, cancellation).ConfigureAwait(false);
    }

    public Task<ConfigurationPicture> ReadAsync(CancellationToken cancellation) =>
        database.RunAsync(Work.Watch, async (connection, transaction) => new ConfigurationPicture(
            await ConfigurationReader.ReadRevisionAsync(connection, transaction).ConfigureAwait(false),
            await ConfigurationReader.ReadRowsAsync(connection, transaction).ConfigureAwait(false),
            await ConfigurationReader.ReadProblemsAsync(connection, transaction).ConfigureAwait(false)), cancellation);

    public Task WriteProblemsAsync(IReadOnlyCollection<Problem> gone, IReadOnlyCollection<Problem> found, CancellationToken cancellation) =>
        database.RunAsync(Work.Audit, async (connection, transaction) =>
        {
            await connection.ExecuteAsync(
                "DELETE FROM problem WHERE table_name = @TableName AND row_key = @RowKey AND message = @Message", gone, transaction).ConfigureAwait(false);
            return await connection.ExecuteAsync(
                "INSERT INTO problem (table_name, row_key, message) VALUES (@TableName, @RowKey, @Message) ON CONFLICT DO NOTHING", found, transaction).ConfigureAwait(false);
        }, cancellation);

    public async Task FoldRevisionsAsync(CancellationToken cancellation)
    {
        if (database.Dialect.FoldRevisions is { } fold)
            await database.RunAsync(Work.Audit, (connection, transaction) => connection.ExecuteAsync(fold, transaction: transaction), cancellation).ConfigureAwait(false);
    }
}
