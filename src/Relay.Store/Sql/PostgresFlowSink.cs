using System.Text;
using Npgsql;
using NpgsqlTypes;
using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Sql;

/// <summary>
/// Binary COPY: into the table itself where the flows are new, as nearly all are, else to a temporary table, then one upsert. Where a row that should be new is there
/// already (a commit whose answer was lost), all go the second way, which changes nothing that is stored.
/// </summary>
internal sealed class PostgresFlowSink(Database database) : IFlowSink
{
    private static readonly string Columns = string.Join(", ", FlowColumns.Names);
    private static readonly string Insert = $"COPY connection ({Columns}) FROM STDIN (FORMAT BINARY)";
    private static readonly string Copy = $"COPY incoming ({Columns}) FROM STDIN (FORMAT BINARY)";
    private static readonly string Merge = $"INSERT INTO connection ({Columns}) SELECT {Columns} FROM incoming {FlowColumns.Upsert("id, accepted_at")}";

    public int MaxBatch => 16 * 1024;

    // Nobody waits behind it.
    public TimeSpan MaxTransaction => TimeSpan.FromSeconds(1);

    public async Task WriteAsync(IReadOnlyList<FlowRecord> records, CancellationToken cancellation)
    {
        IReadOnlyCollection<FlowRecord> newest = FlowColumns.Newest(records);
        FlowRecord[] fresh = [.. newest.Where(flow => !flow.MayBeStored)];
        try
        {
            if (fresh.Length == 0)
                await WriteAsync([], newest, cancellation).ConfigureAwait(false);
            else
                await WriteFreshAsync(fresh, newest, cancellation).ConfigureAwait(false);
        }
        catch (EncoderFallbackException e)
        {
            throw new RejectedRowsException($"a text of these rows is no Unicode: {e.Message}", e);
        }
    }

    private async Task WriteFreshAsync(FlowRecord[] fresh, IReadOnlyCollection<FlowRecord> all, CancellationToken cancellation)
    {
        try
        {
            await WriteAsync(fresh, [.. all.Where(flow => flow.MayBeStored)], cancellation).ConfigureAwait(false);
        }
        catch (RejectedRowsException)
        {
            // Perhaps only because they are there; else they are refused again.
            await WriteAsync([], all, cancellation).ConfigureAwait(false);
        }
    }

    private Task<int> WriteAsync(FlowRecord[] fresh, IReadOnlyCollection<FlowRecord> known, CancellationToken cancellation) =>
        database.RunAsync(Work.Audit, async (connection, transaction) =>
        {
            NpgsqlConnection postgres = (NpgsqlConnection)connection;
            if (fresh.Length > 0)
                await CopyAsync(postgres, Insert, fresh, cancellation).ConfigureAwait(false);
            if (known.Count > 0)
            {
                // No indexes and no checks: those of the real table are met by the upsert.
                await ExecuteAsync(postgres, "CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS TABLE connection WITH NO DATA", cancellation).ConfigureAwait(false);
                await CopyAsync(postgres, Copy, known, cancellation).ConfigureAwait(false);
                await ExecuteAsync(postgres, Merge, cancellation).ConfigureAwait(false);
            }
            return fresh.Length + known.Count;
        }, cancellation);

    public Task WriteAsync(AuditLoss loss, CancellationToken cancellation) => LossTable.WriteAsync(database, loss, cancellation);

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Constants of this file.
        using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string copy, IReadOnlyCollection<FlowRecord> records, CancellationToken cancellation)
    {
        NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync(copy, cancellation).ConfigureAwait(false);
        await using (importer.ConfigureAwait(false))
        {
            SqlValue[] values = new SqlValue[FlowColumns.Names.Length];
            foreach (FlowRecord record in records)
            {
                FlowColumns.Fill(record, values);
                await importer.StartRowAsync(cancellation).ConfigureAwait(false);
                foreach (SqlValue value in values)
                    await WriteAsync(importer, value, cancellation).ConfigureAwait(false);
            }
            await importer.CompleteAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static Task WriteAsync(NpgsqlBinaryImporter importer, SqlValue value, CancellationToken cancellation) => value.Kind switch
    {
        SqlKind.Number => importer.WriteAsync(value.Number, NpgsqlDbType.Bigint, cancellation),
        SqlKind.Text or SqlKind.Address => importer.WriteAsync(value.ToString(), NpgsqlDbType.Text, cancellation),
        SqlKind.Time => importer.WriteAsync(value.Time, NpgsqlDbType.TimestampTz, cancellation),
        _ => importer.WriteNullAsync(cancellation),
    };
}
