using System.Data.Common;
using Relay.Store.Audit;
using Relay.Store.Lists;

namespace Relay.Store.Sql;

/// <summary>
/// Replaces the rules of a list, in one transaction: only the difference is written, so that the ids of what stays, what an administrator wrote into these rows otherwise,
/// and the snapshots of workers stay too. Where a writer keeps others waiting the difference is found before, and anew only if rules were changed meanwhile.
/// </summary>
internal sealed class ListTable(Database database)
{
    private const string Rows = """
        SELECT id, coalesce(domain, ''), coalesce(network, ''), action, coalesce(answer, ''), coalesce(upstream, ''),
            CAST(CASE WHEN priority = @priority AND coalesce(client, '') = @client THEN 1 ELSE 0 END AS bigint)
        FROM rule WHERE origin = @origin
        """;

    private readonly IListWriter writer = database is SqliteDatabase ? new SqliteListWriter() : new PostgresListWriter();

    /// <exception cref="StoreUnavailableException">The database cannot be used.</exception>
    /// <exception cref="ImportRejectedException">It refuses a row: all stays as it was.</exception>
    public async Task<ImportReport> ReplaceAsync(ImportRequest request, CancellationToken cancellation)
    {
        ListDifference? known = null;
        if (writer.WritesAlone || request.DryRun)
        {
            known = await database.RunAsync(Work.Prepare, (connection, transaction) => PrepareAsync(connection, transaction, request, null, cancellation), cancellation).ConfigureAwait(false);
            if (known.Size == 0 || request.DryRun)
                return known.Report;
        }
        try
        {
            return await database.RunAsync(Work.Register, (connection, transaction) => WriteAsync(connection, transaction, request, known, cancellation), cancellation)
                .ConfigureAwait(false);
        }
        catch (RejectedRowsException refused)
        {
            throw new ImportRejectedException($"the list {request.Origin} was not imported: {refused.Message}", refused);
        }
    }

    private async Task<ImportReport> WriteAsync(DbConnection connection, DbTransaction? transaction, ImportRequest request, ListDifference? known, CancellationToken cancellation)
    {
        ListDifference difference = await PrepareAsync(connection, transaction, request, known, cancellation).ConfigureAwait(false);
        if (difference.Size > 0)
            await writer.WriteAsync(connection, transaction, request, difference, cancellation).ConfigureAwait(false);
        return difference.Report;
    }

    /// <param name="connection">An open one.</param>
    /// <param name="transaction">Its transaction.</param>
    /// <param name="request">What the rules are to be.</param>
    /// <param name="known">What was found before, and may still hold.</param>
    /// <param name="cancellation">Gives up.</param>
    private async Task<ListDifference> PrepareAsync(DbConnection connection, DbTransaction? transaction, ImportRequest request, ListDifference? known, CancellationToken cancellation)
    {
        long mark = await writer.TakeAsync(connection, transaction, request.Origin, cancellation).ConfigureAwait(false);
        if (known?.Mark == mark)
            return known;
        ListDifference difference = new(request) { Mark = mark };
        using DbCommand command = connection.Command(transaction, Rows, ("origin", request.Origin), ("priority", request.Priority), ("client", request.Client?.ToString() ?? ""));
        command.CommandTimeout = 0; // A million rows take as long as they take.
        DbDataReader row = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await using (row.ConfigureAwait(false))
        {
            while (await row.ReadAsync(cancellation).ConfigureAwait(false))
                difference.Note(row.GetInt64(0), new ListedRow(row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5)), row.GetInt64(6) == 1);
        }
        if (!request.DryRun && difference.Size > 0)
            await writer.StageAsync(connection, transaction, difference, cancellation).ConfigureAwait(false);
        return difference;
    }
}
