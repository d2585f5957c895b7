using Microsoft.Data.Sqlite;
using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Sql;

/// <summary>One prepared statement for all rows of a transaction. The caller keeps batches so small that a phantom does not wait long behind one.</summary>
internal sealed class SqliteFlowSink(Database database) : IFlowSink
{
    private static readonly string Sql =
        $"INSERT INTO connection ({string.Join(", ", FlowColumns.Names)}) VALUES ({string.Join(", ", FlowColumns.Names.Select(_ => "?"))}) {FlowColumns.Upsert("id")}";

    public Task WriteAsync(IReadOnlyList<FlowRecord> records, CancellationToken cancellation) =>
        database.RunAsync(Work.Audit, (connection, _) =>
        {
            using SqliteStatement statement = new((SqliteConnection)connection, Sql);
            object?[] values = new object?[FlowColumns.Names.Length];
            foreach (FlowRecord record in records)
            {
                cancellation.ThrowIfCancellationRequested();
                FlowColumns.Fill(record, values);
                statement.Execute(values);
            }
            return Task.FromResult(records.Count);
        }, cancellation);

    public Task WriteAsync(AuditLoss loss, CancellationToken cancellation) => LossTable.WriteAsync(database, loss, cancellation);
}
