using System.Data.Common;
using Relay.Store.Model;
using Relay.Store.Phantoms;

namespace Relay.Store.Sql;

/// <param name="database">The database.</param>
/// <param name="looksFirst">
/// Whether names are looked up before they are given: so one that is there needs nobody's turn to write. For processes that come and go, and each get to know the names
/// anew; where most of what is asked for is new, it is one query more.
/// </param>
internal sealed class PhantomTable(Database database, bool looksFirst = false) : IPhantomTable
{
    private const string Columns = "id, tag, domain, 0";

    /// <summary>Ten million rows on a disk that is cold and slow take more than a statement's usual time.</summary>
    private const int CountingSeconds = 120;

    private const string Newest = $"SELECT {Columns} FROM phantom WHERE id < @before ORDER BY id DESC LIMIT @most";

    private readonly string byDomain = $"SELECT {Columns} FROM phantom WHERE domain IN (SELECT value FROM {database.Dialect.Rows("domains")})";

    private readonly string byId = $"""
        SELECT {Columns} FROM phantom WHERE id IN (SELECT value FROM {database.Dialect.Rows("ids")})
        UNION ALL SELECT id, tag, domain, 1 FROM retired_phantom WHERE id IN (SELECT value FROM {database.Dialect.Rows("ids")})
        """;

    private readonly string give = database.Dialect.GivePhantoms;

    public Task<IReadOnlyList<PhantomRow>> FindAsync(IReadOnlyCollection<DomainName> domains) =>
        database.RunCommandAsync(Work.Read, (connection, transaction) => RowsAsync(connection, transaction, byDomain, ("domains", database.Dialect.List([.. domains.Select(domain => domain.Value)]))), CancellationToken.None);

    public async Task<GivenPhantoms> AssignAsync(IReadOnlyCollection<DomainName> domains, long passed)
    {
        if (looksFirst && await FindAsync(domains).ConfigureAwait(false) is var known && known.Count == domains.Count)
            return new GivenPhantoms([], known);
        // In one order everywhere, so that two processes cannot wait for each other's new names.
        string[] names = [.. domains.Select(domain => domain.Value)];
        Array.Sort(names, StringComparer.Ordinal);
        (string, object)[] values = database.Dialect.GivenTo(names, passed);
        IReadOnlyList<PhantomRow> made = await database.RunCommandAsync(
            Work.Assign, (connection, transaction) => RowsAsync(connection, transaction, give, values), CancellationToken.None).ConfigureAwait(false);
        if (made.Count == domains.Count)
            return new GivenPhantoms(made, []);
        IReadOnlyList<PhantomRow> all = await FindAsync(domains).ConfigureAwait(false);
        return new GivenPhantoms(made, [.. all.ExceptBy(made.Select(row => row.Id), row => row.Id)]);
    }

    public Task<FoundPhantoms> FindAsync(IReadOnlyCollection<long> ids) =>
        database.RunAsync(Work.Read, async (connection, transaction) =>
        {
            IReadOnlyList<PhantomRow> rows = await RowsAsync(connection, transaction, byId, ("ids", database.Dialect.List(ids))).ConfigureAwait(false);
            return new FoundPhantoms(rows, await NumberAsync(connection, transaction, "SELECT coalesce(max(id), 0) FROM phantom").ConfigureAwait(false));
        }, CancellationToken.None);

    public Task<IReadOnlyList<PhantomRow>> NewestAsync(long before, int most) =>
        database.RunCommandAsync(Work.Read, (connection, transaction) => RowsAsync(connection, transaction, Newest, ("before", before), ("most", most)), CancellationToken.None);

    public Task<long> CountAsync() =>
        database.RunAsync(
            Work.Watch,
            (connection, transaction) => NumberAsync(connection, transaction, "SELECT (SELECT count(*) FROM phantom) + (SELECT count(*) FROM retired_phantom)", CountingSeconds),
            CancellationToken.None);

    private static async Task<IReadOnlyList<PhantomRow>> RowsAsync(DbConnection connection, DbTransaction? transaction, string sql, params (string, object)[] values)
    {
        using DbCommand command = connection.Command(transaction, sql, values);
        return await command.ReadAsync("id", row => new PhantomRow(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt32(3))).ConfigureAwait(false);
    }

    /// <param name="connection">The connection.</param>
    /// <param name="transaction">Its transaction.</param>
    /// <param name="sql">The query.</param>
    /// <param name="seconds">How long it may take; null: as long as others.</param>
    private static async Task<long> NumberAsync(DbConnection connection, DbTransaction? transaction, string sql, int? seconds = null)
    {
        using DbCommand command = connection.Command(transaction, sql);
        command.CommandTimeout = seconds ?? command.CommandTimeout;
        return (long)(await command.ExecuteScalarAsync().ConfigureAwait(false))!;
    }
}
