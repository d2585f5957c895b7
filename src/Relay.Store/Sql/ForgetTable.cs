using System.Runtime.CompilerServices;
using Dapper;
using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Sql;

/// <summary>
/// What <c>urelay forget</c> asks of the tables. No index of <c>connection</c> knows clients or names: each would cost every flow, and this is rare. So the whole table
/// is read, in slices of its primary key, and rows go in small transactions: SQLite has one writer, and others want it too.
/// </summary>
/// <param name="database">The store.</param>
/// <param name="slice">Rows that one query looks at: none lasts long, however many there are.</param>
internal sealed class ForgetTable(Database database, int slice = 10_000)
{
    private const int Batch = 500;

    public async Task<IReadOnlyCollection<string>> ClientsAsync(CancellationToken cancellation)
    {
        HashSet<string> clients = [];
        await foreach (IReadOnlyList<string> found in WalkAsync<string>("DISTINCT client_address", "", new(), cancellation).ConfigureAwait(false))
            clients.UnionWith(found);
        return clients;
    }

    public Task<long> CountOpenAsync(ForgottenRows which, CancellationToken cancellation) =>
        database.RunAsync(Work.Watch, (connection, transaction) => connection.ExecuteScalarAsync<long>(
            $"SELECT count(*) FROM connection WHERE outcome = 'open' AND {Condition(which)}", Parameters(which), transaction), cancellation);

    public async Task<long> CountAsync(ForgottenRows which, CancellationToken cancellation)
    {
        long count = 0;
        await foreach (IReadOnlyList<long> found in WalkAsync<long>("count(*)", $" AND {Condition(which)}", Parameters(which), cancellation).ConfigureAwait(false))
            count += found[0];
        return count;
    }

    /// <returns>How many were removed.</returns>
    public async Task<long> DeleteAsync(ForgottenRows which, CancellationToken cancellation)
    {
        long removed = 0;
        await foreach (IReadOnlyList<long> found in WalkAsync<long>("id", $" AND {Condition(which)} ORDER BY id", Parameters(which), cancellation).ConfigureAwait(false))
        {
            foreach (long[] batch in found.Chunk(Batch))
                removed += await DeleteAsync(which, batch[0], batch[^1], cancellation).ConfigureAwait(false);
        }
        return removed;
    }

    public Task<bool> HasPhantomAsync(DomainName domain, CancellationToken cancellation) =>
        database.RunAsync(Work.Watch, (connection, transaction) => connection.ExecuteScalarAsync<bool>(
            $"SELECT EXISTS (SELECT 1 FROM phantom WHERE {OfDomain("domain")})", Parameters(new ForgottenRows(null, domain)), transaction), cancellation);

    /// <returns>False where they stay for a while.</returns>
    public Task<bool> EraseTracesAsync(CancellationToken cancellation) => database.EraseTracesAsync(cancellation);

    private Task<int> DeleteAsync(ForgottenRows which, long first, long last, CancellationToken cancellation) =>
        database.RunAsync(Work.Audit, async (connection, transaction) =>
        {
            if (database.Dialect.EraseWhatIsDeleted is { } erase)
                _ = await connection.ExecuteAsync(erase, transaction: transaction).ConfigureAwait(false);
            return await connection.ExecuteAsync(
                $"DELETE FROM connection WHERE id BETWEEN @first AND @last AND {Condition(which)}", Between(Parameters(which), first, last), transaction).ConfigureAwait(false);
        }, cancellation);

    /// <summary>What a query says of each slice, in the order of ids.</summary>
    private async IAsyncEnumerable<IReadOnlyList<T>> WalkAsync<T>(string columns, string condition, DynamicParameters parameters, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string sql = $"SELECT {columns} FROM connection WHERE id BETWEEN @first AND @last{condition}";
        for (long first = 0; await LastAsync(first, cancellation).ConfigureAwait(false) is { } last; first = last + 1)
        {
            DynamicParameters ofSlice = Between(new DynamicParameters(parameters), first, last);
            yield return await database.RunAsync(Work.Watch, async (connection, transaction) =>
                (await connection.QueryAsync<T>(sql, ofSlice, transaction).ConfigureAwait(false)).AsList(), cancellation).ConfigureAwait(false);
        }
    }

    /// <returns>The last id of the slice that begins there; null behind the last row.</returns>
    private Task<long?> LastAsync(long first, CancellationToken cancellation) =>
        database.RunAsync(Work.Watch, (connection, transaction) => connection.ExecuteScalarAsync<long?>(
            "SELECT max(id) FROM (SELECT id FROM connection WHERE id >= @first ORDER BY id LIMIT @slice) AS next", new { first, slice }, transaction), cancellation);

    private string Condition(ForgottenRows which)
    {
        string clients = $"client_address IN (SELECT value FROM {database.Dialect.Rows("clients")})";
        string domain = $"({OfDomain("domain")} OR {OfDomain("target_domain")})";
        return which.Clients is null ? domain : which.Domain is null ? clients : $"{clients} AND {domain}";
    }

    private static string OfDomain(string column) => $@"({column} = @domain OR {column} LIKE @below ESCAPE '\')";

    private DynamicParameters Parameters(ForgottenRows which)
    {
        DynamicParameters parameters = new();
        if (which.Clients is { } clients)
            parameters.Add("clients", database.Dialect.List(clients));
        if (which.Domain is { } domain)
        {
            parameters.Add("domain", domain.Value);
            // The one character of names that means something to LIKE.
            parameters.Add("below", "%." + domain.Value.Replace("_", @"\_", StringComparison.Ordinal));
        }
        return parameters;
    }

    private static DynamicParameters Between(DynamicParameters parameters, long first, long last)
    {
        parameters.Add("first", first);
        parameters.Add("last", last);
        return parameters;
    }
}
