using System.Data.Common;
using Npgsql;
using Relay.Store.Lists;

namespace Relay.Store.Sql;

/// <summary>Binary COPY.</summary>
internal sealed class PostgresListStage : IListStage
{
    private const string Create = "CREATE TEMPORARY TABLE listed (domain text, network text, action text, answer text, upstream text, priority bigint, client text) ON COMMIT DROP";

    public async Task FillAsync(DbConnection connection, DbTransaction transaction, ImportRequest request, CancellationToken cancellation)
    {
        // Of two imports of one list at a time the second would not see what the first adds.
        await RunAsync("SELECT pg_advisory_xact_lock(hashtextextended('urelay.rule.origin ' || @origin, 0))", ("origin", request.Origin)).ConfigureAwait(false);
        await RunAsync(Create).ConfigureAwait(false);
        await CopyAsync((NpgsqlConnection)connection, request, cancellation).ConfigureAwait(false);
        await RunAsync("ANALYZE listed").ConfigureAwait(false); // Without it a million rows are joined as if they were few.

        async Task RunAsync(string sql, params (string, object)[] values)
        {
            using DbCommand command = connection.Command(transaction, sql, values);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static async Task CopyAsync(NpgsqlConnection connection, ImportRequest request, CancellationToken cancellation)
    {
        string client = request.Client?.ToString() ?? "";
        NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync("COPY listed FROM STDIN (FORMAT BINARY)", cancellation).ConfigureAwait(false);
        await using (importer.ConfigureAwait(false))
        {
            foreach (ListedRow row in ListedRow.Of(request))
            {
                await importer.StartRowAsync(cancellation).ConfigureAwait(false);
                await importer.WriteAsync(row.Domain, cancellation).ConfigureAwait(false);
                await importer.WriteAsync(row.Network, cancellation).ConfigureAwait(false);
                await importer.WriteAsync(row.Action, cancellation).ConfigureAwait(false);
                await importer.WriteAsync(row.Answer, cancellation).ConfigureAwait(false);
                await importer.WriteAsync(row.Upstream, cancellation).ConfigureAwait(false);
                await importer.WriteAsync(request.Priority, cancellation).ConfigureAwait(false);
                await importer.WriteAsync(client, cancellation).ConfigureAwait(false);
            }
            await importer.CompleteAsync(cancellation).ConfigureAwait(false);
        }
    }
}
