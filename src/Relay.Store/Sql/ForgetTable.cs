using Dapper;
using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Sql;

/// <summary>What <c>urelay forget</c> asks of the tables. Rows go in small transactions: SQLite has one writer, and others want it too.</summary>
internal sealed class ForgetTable(Database database)
{
    private const int Batch = 500;

    public Task<IReadOnlyList<string>> ClientsAsync(CancellationToken cancellation) =>
        database.RunAsync<IReadOnlyList<string>>(Work.Watch, async (connection, transaction) =>
            (await connection.QueryAsync<string>("SELECT DISTINCT client_address FROM connection", transaction: transaction).ConfigureAwait(false)).AsList(), cancellation);

    public Task<long> CountAsync(ForgottenRows which, bool open, CancellationToken cancellation) =>
        database.RunAsync(Work.Watch, (connection, transaction) => connection.ExecuteScalarAsync<long>(
            $"SELECT count(*) FROM connection WHERE {Condition(which)}{(open ? " AND outcome = 'open'" : "")}", Parameters(which), transaction), cancellation);

    /// <returns>How many were removed.</returns>
    public async Task<long> DeleteAsync(ForgottenRows which, CancellationToken cancellation)
    {
        string sql = $"DELETE FROM connection WHERE id IN (SELECT id FROM connection WHERE {Condition(which)} LIMIT {Batch})";
        long removed = 0;
        for (int deleted = Batch; deleted == Batch;)
        {
            deleted = await database.RunAsync(Work.Audit, async (connection, transaction) =>
            {
                if (database.Dialect.EraseWhatIsDeleted is { } erase)
                    _ = await connection.ExecuteAsync(erase, transaction: transaction).ConfigureAwait(false);
                return await connection.ExecuteAsync(sql, Parameters(which), transaction).ConfigureAwait(false);
            }, cancellation).ConfigureAwait(false);
            removed += deleted;
        }
        return removed;
    }

    public Task<bool> HasPhantomAsync(DomainName domain, CancellationToken cancellation) =>
        database.RunAsync(Work.Watch, (connection, transaction) => connection.ExecuteScalarAsync<bool>(
            $"SELECT EXISTS (SELECT 1 FROM phantom WHERE {OfDomain("domain")})", Parameters(new ForgottenRows(null, domain)), transaction), cancellation);

    /// <returns>False where they stay for a while.</returns>
    public Task<bool> EraseTracesAsync(CancellationToken cancellation) => database.EraseTracesAsync(cancellation);

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
}
