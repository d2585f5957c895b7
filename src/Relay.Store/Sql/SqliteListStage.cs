using System.Data.Common;
using Microsoft.Data.Sqlite;
using Relay.Store.Lists;

namespace Relay.Store.Sql;

/// <summary>One prepared statement for all rows; the key is what makes the comparison with <c>rule</c> fast.</summary>
internal sealed class SqliteListStage : IListStage
{
    private const string Create = """
        CREATE TEMPORARY TABLE listed (
            domain TEXT, network TEXT, action TEXT, answer TEXT, upstream TEXT, priority INTEGER, client TEXT,
            PRIMARY KEY (domain, network, action, answer, upstream, priority, client)
        ) STRICT, WITHOUT ROWID
        """;

    public async Task FillAsync(DbConnection connection, DbTransaction transaction, ImportRequest request, CancellationToken cancellation)
    {
        using DbCommand create = connection.Command(transaction, Create);
        await create.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        using SqliteStatement insert = new((SqliteConnection)connection, "INSERT INTO listed VALUES (?, ?, ?, ?, ?, ?, ?)");
        object?[] values = new object?[7];
        (values[5], values[6]) = (request.Priority, request.Client?.ToString() ?? "");
        foreach (ListedRow row in ListedRow.Of(request))
        {
            cancellation.ThrowIfCancellationRequested();
            (values[0], values[1], values[2], values[3], values[4]) = (row.Domain, row.Network, row.Action, row.Answer, row.Upstream);
            insert.Execute(values);
        }
    }
}
