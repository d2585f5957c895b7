using Microsoft.Data.Sqlite;
using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Sql;

/// <summary>
/// One prepared statement for all rows of a transaction. Large ones are fast, because rows share the pages of the indexes; so that no name waits for its phantom
/// behind one, it ends where it is when one does, and the rest goes into the next.
/// </summary>
internal sealed class SqliteFlowSink(Database database) : IFlowSink
{
    private static readonly string Sql =
        $"INSERT INTO connection ({string.Join(", ", FlowColumns.Names)}) VALUES ({string.Join(", ", FlowColumns.Names.Select(_ => "?"))}) {FlowColumns.Upsert("id")}";

    /// <summary>Rows between two looks whether somebody waits: half a millisecond.</summary>
    private const int Stride = 64;

    public int MaxBatch => 16 * 1024;

    // Other processes have only this: a name of urelay-pdns waits as long.
    public TimeSpan MaxTransaction => TimeSpan.FromMilliseconds(50);

    public async Task WriteAsync(IReadOnlyList<FlowRecord> records, CancellationToken cancellation)
    {
        for (int at = 0; at < records.Count;)
        {
            int from = at;
            at = await database.RunAsync(Work.Audit, (connection, _) => Task.FromResult(Write((SqliteConnection)connection, records, from, cancellation)), cancellation)
                .ConfigureAwait(false);
        }
    }

    /// <returns>The first row that is not written yet.</returns>
    private int Write(SqliteConnection connection, IReadOnlyList<FlowRecord> records, int from, CancellationToken cancellation)
    {
        using SqliteStatement statement = new(connection, Sql);
        SqlValue[] values = new SqlValue[FlowColumns.Names.Length];
        int at = from;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            for (int end = Math.Min(at + Stride, records.Count); at < end; at++)
            {
                FlowColumns.Fill(records[at], values);
                statement.Execute(values);
            }
        }
        while (at < records.Count && !database.IsAwaited);
        return at;
    }

    public Task WriteAsync(AuditLoss loss, CancellationToken cancellation) => LossTable.WriteAsync(database, loss, cancellation);
}
