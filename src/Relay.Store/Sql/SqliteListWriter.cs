using System.Data.Common;
using Microsoft.Data.Sqlite;
using Relay.Store.Lists;

namespace Relay.Store.Sql;

/// <summary>
/// Rows come into temporary tables, which keep nobody waiting, and from there into the table by one statement: with a statement for each row its triggers take three times
/// as long.
/// </summary>
internal sealed class SqliteListWriter : IListWriter
{
    private const string Stage = """
        DROP TABLE IF EXISTS temp.gone;
        DROP TABLE IF EXISTS temp.fresh;
        CREATE TEMPORARY TABLE gone (id INTEGER PRIMARY KEY) STRICT;
        CREATE TEMPORARY TABLE fresh (domain TEXT, network TEXT, action TEXT, answer TEXT, upstream TEXT) STRICT
        """;

    private const string Write = """
        DELETE FROM rule WHERE id IN (SELECT id FROM temp.gone);
        INSERT INTO rule (origin, priority, client, domain, network, action, answer, upstream)
        SELECT @origin, @priority, nullif(@client, ''), domain, network, action, answer, upstream FROM temp.fresh
        """;

    public bool WritesAlone => true;

    /// <summary>Where the feed ends: each change of a rule is another row of it. Nobody else writes in a transaction that does.</summary>
    public async Task<long> TakeAsync(DbConnection connection, DbTransaction? transaction, string origin, CancellationToken cancellation)
    {
        using DbCommand command = connection.Command(transaction, "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'change'");
        return (long)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    public async Task StageAsync(DbConnection connection, DbTransaction? transaction, ListDifference difference, CancellationToken cancellation)
    {
        using DbCommand create = connection.Command(transaction, Stage);
        await create.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        using SqliteStatement gone = new((SqliteConnection)connection, "INSERT INTO temp.gone VALUES (?)");
        foreach (long id in difference.Gone)
        {
            cancellation.ThrowIfCancellationRequested();
            gone.Execute([id]);
        }
        using SqliteStatement fresh = new((SqliteConnection)connection, "INSERT INTO temp.fresh VALUES (?, ?, ?, ?, ?)");
        foreach (ListedRow row in difference.Fresh)
        {
            cancellation.ThrowIfCancellationRequested();
            fresh.Execute([OrNull(row.Domain), OrNull(row.Network), row.Action, OrNull(row.Answer), OrNull(row.Upstream)]);
        }
    }

    public async Task WriteAsync(DbConnection connection, DbTransaction? transaction, ImportRequest request, ListDifference difference, CancellationToken cancellation)
    {
        using DbCommand write = connection.Command(transaction, Write, ("origin", request.Origin), ("priority", request.Priority), ("client", request.Client?.ToString() ?? ""));
        write.CommandTimeout = 0; // A million rows take as long as they take.
        await write.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}
