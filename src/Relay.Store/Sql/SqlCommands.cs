using System.Data.Common;

namespace Relay.Store.Sql;

/// <summary>Plain commands, for what is part of the start or runs often.</summary>
internal static class SqlCommands
{
    /// <param name="connection">An open one.</param>
    /// <param name="transaction">Its transaction; null where the command is one of its own.</param>
    /// <param name="sql">A constant.</param>
    /// <param name="values">The parameters, without @.</param>
    public static DbCommand Command(this DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Constants of the callers.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, object value) in values)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    /// <summary>The rows of a command of one statement.</summary>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(this DbCommand command, Func<DbDataReader, T> map)
    {
        DbDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            List<T> rows = [];
            while (await reader.ReadAsync().ConfigureAwait(false))
                rows.Add(map(reader));
            return rows;
        }
    }

    public static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? NumberOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    /// <summary>The rows whose first column is <paramref name="first"/>; what other statements of the command say is passed over.</summary>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(this DbCommand command, string first, Func<DbDataReader, T> map)
    {
        DbDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            List<T> rows = [];
            do
            {
                bool isWanted = reader.FieldCount > 0 && reader.GetName(0) == first;
                while (isWanted && await reader.ReadAsync().ConfigureAwait(false))
                    rows.Add(map(reader));
            }
            while (await reader.NextResultAsync().ConfigureAwait(false));
            return rows;
        }
    }
}
