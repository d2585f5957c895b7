using System.Data.Common;
using System.Globalization;
using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Sql;

/// <summary>One prepared command for all rows of a transaction. The caller keeps batches so small that a phantom does not wait long behind one.</summary>
internal sealed class SqliteFlowSink(Database database) : IFlowSink
{
    private static readonly string Sql =
        $"INSERT INTO connection ({string.Join(", ", FlowColumns.Names)}) VALUES ({string.Join(", ", FlowColumns.Names.Select(name => "@" + name))}) {FlowColumns.Upsert}";

    public Task WriteAsync(IReadOnlyList<FlowRecord> records, CancellationToken cancellation) =>
        database.RunAsync(Work.Audit, async (connection, transaction) =>
        {
            using DbCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = Sql;
            DbParameter[] parameters = [.. FlowColumns.Names.Select(name => Add(command, name))];
            object?[] values = new object?[parameters.Length];
            foreach (FlowRecord record in records)
            {
                FlowColumns.Fill(record, values);
                for (int i = 0; i < values.Length; i++)
                    parameters[i].Value = values[i] is DateTime at ? at.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) : values[i] ?? DBNull.Value;
                await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            }
            return records.Count;
        }, cancellation);

    private static DbParameter Add(DbCommand command, string name)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = "@" + name;
        command.Parameters.Add(parameter);
        return parameter;
    }
}
