using System.Data.Common;
using Relay.Store.Audit;
using Relay.Store.Lists;

namespace Relay.Store.Sql;

/// <summary>
/// Replaces the rules of a list, in one transaction: the new ones go into a temporary table, and only the difference is written, so that the ids of what stays,
/// what an administrator wrote into these rows otherwise, and the snapshots of workers stay too.
/// </summary>
internal sealed class ListTable(Database database)
{
    private const string Columns = "domain, network, action, answer, upstream, priority, client";

    /// <summary>The same of a row, null as text.</summary>
    private const string Content = "coalesce(domain, ''), coalesce(network, ''), action, coalesce(answer, ''), coalesce(upstream, ''), priority, coalesce(client, '')";

    private const string Gone = """
        FROM rule WHERE origin = @origin AND NOT EXISTS (SELECT 1 FROM listed
            WHERE listed.domain = coalesce(rule.domain, '') AND listed.network = coalesce(rule.network, '') AND listed.action = rule.action
            AND listed.answer = coalesce(rule.answer, '') AND listed.upstream = coalesce(rule.upstream, '') AND listed.priority = rule.priority
            AND listed.client = coalesce(rule.client, ''))
        """;

    private const string Fresh = $"FROM (SELECT {Columns} FROM listed EXCEPT SELECT {Content} FROM rule WHERE origin = @origin) AS fresh";

    private const string Insert = $"""
        INSERT INTO rule (origin, {Columns})
        SELECT @origin, nullif(domain, ''), nullif(network, ''), action, nullif(answer, ''), nullif(upstream, ''), priority, nullif(client, '') {Fresh}
        """;

    private readonly IListStage stage = database is SqliteDatabase ? new SqliteListStage() : new PostgresListStage();

    /// <exception cref="StoreUnavailableException">The database cannot be used.</exception>
    /// <exception cref="ImportRejectedException">It refuses a row: all stays as it was.</exception>
    public async Task<ImportReport> ReplaceAsync(ImportRequest request, CancellationToken cancellation)
    {
        try
        {
            return await database.RunAsync(Work.Register, (connection, transaction) => ReplaceAsync(connection, transaction, request, cancellation), cancellation)
                .ConfigureAwait(false);
        }
        catch (RejectedRowsException refused)
        {
            throw new ImportRejectedException($"the list {request.Origin} was not imported: {refused.Message}", refused);
        }
    }

    private async Task<ImportReport> ReplaceAsync(DbConnection connection, DbTransaction transaction, ImportRequest request, CancellationToken cancellation)
    {
        await stage.FillAsync(connection, transaction, request, cancellation).ConfigureAwait(false);
        Task<long> CountAsync(string rows) => RunAsync($"SELECT count(*) {rows}");
        long before = await CountAsync("FROM rule WHERE origin = @origin").ConfigureAwait(false);
        long added = await CountAsync(Fresh).ConfigureAwait(false), removed = await CountAsync(Gone).ConfigureAwait(false);
        if (!request.DryRun && removed > 0)
            await RunAsync($"DELETE {Gone}").ConfigureAwait(false);
        if (!request.DryRun && added > 0)
            await RunAsync(Insert).ConfigureAwait(false);
        await RunAsync("DROP TABLE listed").ConfigureAwait(false);
        return new ImportReport(added, removed, before - removed);

        async Task<long> RunAsync(string sql)
        {
            using DbCommand command = connection.Command(transaction, sql, ("origin", request.Origin));
            command.CommandTimeout = 0; // A million rows take as long as they take.
            return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) as long? ?? 0;
        }
    }
}
