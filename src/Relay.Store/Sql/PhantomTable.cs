using Dapper;
using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Phantoms;

namespace Relay.Store.Sql;

internal sealed class PhantomTable(Database database) : IPhantomTable
{
    private const string Columns = "SELECT id AS Id, tag AS Tag, domain AS Domain FROM phantom";

    private readonly string byDomain = $"{Columns} WHERE domain IN (SELECT value FROM {database.Dialect.Rows("domains")})";
    private readonly string byId = $"{Columns} WHERE id IN (SELECT value FROM {database.Dialect.Rows("ids")})";
    private readonly string insert =
        $"INSERT INTO phantom (domain) SELECT value FROM {database.Dialect.Rows("domains")} WHERE true ON CONFLICT (domain) DO NOTHING";

    public async Task<IReadOnlyList<PhantomRow>> AssignAsync(IReadOnlyCollection<DomainName> domains)
    {
        string[] names = [.. domains.Select(domain => domain.Value)];
        IReadOnlyList<PhantomRow> known = await FindAsync(names).ConfigureAwait(false);
        if (known.Count == names.Length)
            return known;
        string[] missing = [.. names.Except(known.Select(row => row.Domain))];
        // In one order everywhere, so that two processes cannot wait for each other's new names.
        Array.Sort(missing, StringComparer.Ordinal);
        return [.. known, .. await InsertAsync(missing).ConfigureAwait(false)];
    }

    public Task<FoundPhantoms> FindAsync(IReadOnlyCollection<long> ids) =>
        database.RunAsync(Work.Read, async (connection, transaction) =>
        {
            IEnumerable<PhantomRow> rows = await connection.QueryAsync<PhantomRow>(
                byId, database.Dialect.Parameter("ids", database.Dialect.List(ids)), transaction).ConfigureAwait(false);
            long highest = await connection.ExecuteScalarAsync<long>("SELECT coalesce(max(id), 0) FROM phantom", transaction: transaction).ConfigureAwait(false);
            return new FoundPhantoms(rows.AsList(), highest);
        }, CancellationToken.None);

    private Task<IReadOnlyList<PhantomRow>> FindAsync(string[] names) =>
        database.RunAsync<IReadOnlyList<PhantomRow>>(Work.Read, async (connection, transaction) =>
        {
            IEnumerable<PhantomRow> rows = await connection.QueryAsync<PhantomRow>(
                byDomain, database.Dialect.Parameter("domains", database.Dialect.List(names)), transaction).ConfigureAwait(false);
            return rows.AsList();
        }, CancellationToken.None);

    private async Task<IReadOnlyList<PhantomRow>> InsertAsync(string[] names)
    {
        try
        {
            return await database.RunAsync<IReadOnlyList<PhantomRow>>(Work.Assign, async (connection, transaction) =>
            {
                DynamicParameters parameters = database.Dialect.Parameter("domains", database.Dialect.List(names));
                await connection.ExecuteAsync(insert, parameters, transaction).ConfigureAwait(false);
                // What another process was quicker to insert is found here too.
                return (await connection.QueryAsync<PhantomRow>(byDomain, parameters, transaction).ConfigureAwait(false)).AsList();
            }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RejectedRowsException e)
        {
            throw new StoreUnavailableException($"the store {database.Location.Name} has no more phantom ids (40 bits), or refuses the name: {e.Message}", e);
        }
    }
}
