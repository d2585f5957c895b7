using System.Data.Common;
using Relay.Store.Phantoms;

namespace Relay.Store.Sql;

internal sealed class PhantomLife(Database database) : IPhantomLife
{
    /// <summary>Ids looked at in one step: so short that a new name does not wait long behind it.</summary>
    private const int Step = 2000;

    private const int Day = 86_400;

    private const string UsedUp = "all ids (40 bits) are used up: names that have a phantom keep it, others get none; begin a new store, whose pool has another prefix";

    private readonly string used = $"SET used_at = {database.Dialect.Now} WHERE id IN (SELECT value FROM {database.Dialect.Rows("ids")})";
    private readonly string chosen = $"id IN (SELECT value FROM {database.Dialect.Rows("ids")})";

    public Task<PhantomChanges> LookAsync(string? seen, CancellationToken cancellation) =>
        database.RunAsync(Work.Watch, async (connection, transaction) =>
        {
            using DbCommand looking = connection.Command(transaction, database.Dialect.Seen);
            PhantomChanges now = (await looking.ReadAsync("newest", row => new PhantomChanges(row.GetInt64(0), [], row.GetString(1), row.GetString(2))).ConfigureAwait(false))[0];
            if (seen is null)
                return now;
            using DbCommand command = connection.Command(transaction, database.Dialect.Unseen, ("seen", seen));
            return now with { Gone = await command.ReadAsync("id", row => row.GetInt64(0)).ConfigureAwait(false) };
        }, cancellation);

    public Task PassAsync(long passed, CancellationToken cancellation) => ExecuteAsync(Work.Assign, database.Dialect.PassIds, cancellation, ("passed", passed));

    public Task WriteUsesAsync(IReadOnlyCollection<long> ids, CancellationToken cancellation) =>
        database.RunAsync(Work.Audit, async (connection, transaction) =>
        {
            object list = database.Dialect.List(ids);
            int written = await ExecuteAsync(connection, transaction, $"UPDATE phantom {used}", ("ids", list)).ConfigureAwait(false);
            // One that is retired is kept while it is used.
            return written == ids.Count ? written : written + await ExecuteAsync(connection, transaction, $"UPDATE retired_phantom {used}", ("ids", list)).ConfigureAwait(false);
        }, cancellation);

    public async Task<(int Retired, long? Next)> RetireAsync(long after, TimeSpan age, CancellationToken cancellation)
    {
        // Ids and times grow together, so that no index by time is needed.
        string next = $"""
            SELECT id, used_at IS NULL FROM phantom WHERE id > @after AND created_at < {database.Dialect.SecondsAgo((int)age.TotalSeconds)} ORDER BY id LIMIT {Step}
            """;
        IReadOnlyList<(long Id, bool Unused)> old = await database.RunAsync(Work.Watch, async (connection, transaction) =>
        {
            using DbCommand command = connection.Command(transaction, next, ("after", after));
            return await command.ReadAsync("id", row => (row.GetInt64(0), row.GetBoolean(1))).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);
        long[] unused = [.. old.Where(row => row.Unused).Select(row => row.Id)];
        int retired = unused.Length == 0 ? 0 : await RetireAsync(unused, cancellation).ConfigureAwait(false);
        return (retired, old.Count < Step ? null : old[^1].Id);
    }

    public async Task<int> DeleteRetiredAsync(TimeSpan grace, CancellationToken cancellation)
    {
        string ended = database.Dialect.SecondsAgo((int)grace.TotalSeconds);
        int deleted = await ExecuteAsync(
            Work.Audit, $"DELETE FROM retired_phantom WHERE retired_at < {ended} AND (used_at IS NULL OR used_at < {ended})", cancellation).ConfigureAwait(false);
        await ExecuteAsync(Work.Audit, $"DELETE FROM phantom_gone WHERE gone_at < {database.Dialect.SecondsAgo(Day)}", cancellation).ConfigureAwait(false);
        return deleted;
    }

    public Task TellIdsUsedUpAsync(CancellationToken cancellation) => ExecuteAsync(
        Work.Audit, "INSERT INTO problem (table_name, row_key, message) VALUES ('phantom', 'id', @message) ON CONFLICT DO NOTHING", cancellation, ("message", UsedUp));

    // Two processes may do it at once: what one has moved, the other does not find.
    private Task<int> RetireAsync(long[] ids, CancellationToken cancellation) =>
        database.RunAsync(Work.Audit, async (connection, transaction) =>
        {
            object list = database.Dialect.List(ids);
            await ExecuteAsync(connection, transaction, $"""
                INSERT INTO retired_phantom (id, tag, domain, created_at, used_at)
                SELECT id, tag, domain, created_at, used_at FROM phantom WHERE {chosen} AND used_at IS NULL ON CONFLICT (id) DO NOTHING
                """, ("ids", list)).ConfigureAwait(false);
            return await ExecuteAsync(
                connection, transaction, $"DELETE FROM phantom WHERE {chosen} AND EXISTS (SELECT 1 FROM retired_phantom WHERE retired_phantom.id = phantom.id)", ("ids", list)).ConfigureAwait(false);
        }, cancellation);

    private Task<int> ExecuteAsync(Work work, string sql, CancellationToken cancellation, params (string, object)[] values) =>
        database.RunAsync(work, (connection, transaction) => ExecuteAsync(connection, transaction, sql, values), cancellation);

    private static async Task<int> ExecuteAsync(DbConnection connection, DbTransaction? transaction, string sql, params (string, object)[] values)
    {
        using DbCommand command = connection.Command(transaction, sql, values);
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }
}
