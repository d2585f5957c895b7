using System.Text;
using Npgsql;
using NpgsqlTypes;
using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Sql;

/// <summary>Binary COPY to a temporary table, then one upsert.</summary>
internal sealed class PostgresFlowSink(Database database) : IFlowSink
{
    private static readonly string Columns = string.Join(", ", FlowColumns.Names);
    private static readonly string Copy = $"COPY incoming ({Columns}) FROM STDIN (FORMAT BINARY)";
    private static readonly string Merge = $"INSERT INTO connection ({Columns}) SELECT {Columns} FROM incoming {FlowColumns.Upsert("id, accepted_at")}";

    public async Task WriteAsync(IReadOnlyList<FlowRecord> records, CancellationToken cancellation)
    {
        try
        {
            await database.RunAsync(Work.Audit, async (connection, transaction) =>
            {
                NpgsqlConnection postgres = (NpgsqlConnection)connection;
                // No indexes and no checks: those of the real table are met by the upsert.
                await ExecuteAsync(postgres, "CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS TABLE connection WITH NO DATA", cancellation).ConfigureAwait(false);
                await CopyAsync(postgres, FlowColumns.Newest(records), cancellation).ConfigureAwait(false);
                return await ExecuteAsync(postgres, Merge, cancellation).ConfigureAwait(false);
            }, cancellation).ConfigureAwait(false);
        }
        catch (EncoderFallbackException e)
        {
            throw new RejectedRowsException($"a text of these rows is no Unicode: {e.Message}", e);
        }
    }

    public Task WriteAsync(AuditLoss loss, CancellationToken cancellation) => LossTable.WriteAsync(database, loss, cancellation);

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Constants of this file.
        using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyCollection<FlowRecord> records, CancellationToken cancellation)
    {
        NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync(Copy, cancellation).ConfigureAwait(false);
        await using (importer.ConfigureAwait(false))
        {
            object?[] values = new object?[FlowColumns.Names.Length];
            foreach (FlowRecord record in records)
            {
                FlowColumns.Fill(record, values);
                await importer.StartRowAsync(cancellation).ConfigureAwait(false);
                foreach (object? value in values)
                    await WriteAsync(importer, value, cancellation).ConfigureAwait(false);
            }
            await importer.CompleteAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static Task WriteAsync(NpgsqlBinaryImporter importer, object? value, CancellationToken cancellation) => value switch
    {
        long number => importer.WriteAsync(number, NpgsqlDbType.Bigint, cancellation),
        string text => importer.WriteAsync(text, NpgsqlDbType.Text, cancellation),
        DateTime at => importer.WriteAsync(at, NpgsqlDbType.TimestampTz, cancellation),
        _ => importer.WriteNullAsync(cancellation),
    };
}
