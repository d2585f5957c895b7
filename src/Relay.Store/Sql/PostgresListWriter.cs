using System.Data.Common;
using Npgsql;
using Relay.Store.Lists;

namespace Relay.Store.Sql;

/// <summary>Binary COPY, straight into the table: its triggers and checks are those of any other row.</summary>
internal sealed class PostgresListWriter : IListWriter
{
    public bool WritesAlone => false;

    /// <summary>Of two imports of one list at a time the second would not see what the first adds.</summary>
    public async Task<long> TakeAsync(DbConnection connection, DbTransaction? transaction, string origin, CancellationToken cancellation)
    {
        await RunAsync(connection, transaction, "SELECT pg_advisory_xact_lock(hashtextextended('urelay.rule.origin ' || @origin, 0))", "origin", origin, cancellation).ConfigureAwait(false);
        return 0;
    }

    /// <summary>Nobody waits for who writes.</summary>
    public Task StageAsync(DbConnection connection, DbTransaction? transaction, ListDifference difference, CancellationToken cancellation) => Task.CompletedTask;

    public async Task WriteAsync(DbConnection connection, DbTransaction? transaction, ImportRequest request, ListDifference difference, CancellationToken cancellation)
    {
        if (difference.Gone.Count > 0)
            await RunAsync(connection, transaction, "DELETE FROM rule WHERE id = ANY(@ids)", "ids", difference.Gone.ToArray(), cancellation).ConfigureAwait(false);
        if (difference.Report.Added > 0)
            await CopyAsync((NpgsqlConnection)connection, request, difference.Fresh, cancellation).ConfigureAwait(false);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, ImportRequest request, IEnumerable<ListedRow> rows, CancellationToken cancellation)
    {
        string client = request.Client?.ToString() ?? "";
        NpgsqlBinaryImporter importer = await connection
            .BeginBinaryImportAsync("COPY rule (origin, priority, client, domain, network, action, answer, upstream) FROM STDIN (FORMAT BINARY)", cancellation).ConfigureAwait(false);
        await using (importer.ConfigureAwait(false))
        {
            // It waits for the end of the checks of all rows, too.
            importer.Timeout = TimeSpan.Zero;
            foreach (ListedRow row in rows)
            {
                await importer.StartRowAsync(cancellation).ConfigureAwait(false);
                await importer.WriteAsync(request.Origin, cancellation).ConfigureAwait(false);
                await importer.WriteAsync(request.Priority, cancellation).ConfigureAwait(false);
                await PutAsync(client).ConfigureAwait(false);
                await PutAsync(row.Domain).ConfigureAwait(false);
                await PutAsync(row.Network).ConfigureAwait(false);
                await PutAsync(row.Action).ConfigureAwait(false);
                await PutAsync(row.Answer).ConfigureAwait(false);
                await PutAsync(row.Upstream).ConfigureAwait(false);
            }
            await importer.CompleteAsync(cancellation).ConfigureAwait(false);

            Task PutAsync(string text) => text.Length == 0 ? importer.WriteNullAsync(cancellation) : importer.WriteAsync(text, cancellation);
        }
    }

    private static async Task RunAsync(DbConnection connection, DbTransaction? transaction, string sql, string name, object value, CancellationToken cancellation)
    {
        using DbCommand command = connection.Command(transaction, sql, (name, value));
        command.CommandTimeout = 0; // A million rows take as long as they take.
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
