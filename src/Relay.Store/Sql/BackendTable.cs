using System.Data.Common;
using Relay.Migrations;

namespace Relay.Store.Sql;

/// <summary>The table <c>dns_backend</c>. Nothing refers to its rows: one that has been silent for as long as a worker's lease is deleted by whoever comes by.</summary>
internal sealed class BackendTable(Database database)
{
    private const string Add = "INSERT INTO dns_backend (name, process, schema_version) VALUES (@name, @process, @schema) RETURNING id";

    private const string Remove = "DELETE FROM dns_backend WHERE id = @id";

    private readonly string touch = $"UPDATE dns_backend SET seen_at = {database.Dialect.Now} WHERE id = @id";

    private readonly string sweep = $"DELETE FROM dns_backend WHERE seen_at < {database.Dialect.SecondsAgo(SchemaVersion.LeaseSeconds)}";

    /// <summary>Says that this process lives, and deletes the rows of those that no longer do.</summary>
    /// <param name="id">Its row. Where there is none (0, or it was deleted, or is not in the copy that was restored) it gets a new one.</param>
    /// <param name="name">The machine's.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Its row.</returns>
    public Task<long> KeepAsync(long id, string name, CancellationToken cancellation) =>
        database.RunAsync(Work.Audit, async (connection, transaction) =>
        {
            using DbCommand sweeping = connection.Command(transaction, sweep);
            await sweeping.ExecuteNonQueryAsync().ConfigureAwait(false);
            using DbCommand touching = connection.Command(transaction, touch, ("id", id));
            if (await touching.ExecuteNonQueryAsync().ConfigureAwait(false) == 1)
                return id;
            using DbCommand adding = connection.Command(transaction, Add, ("name", name), ("process", (long)Environment.ProcessId), ("schema", SchemaVersion.Current));
            return (long)(await adding.ExecuteScalarAsync().ConfigureAwait(false))!;
        }, cancellation);

    /// <summary>The process ends in order.</summary>
    public Task RemoveAsync(long id, CancellationToken cancellation) =>
        database.RunAsync(Work.Audit, async (connection, transaction) =>
        {
            using DbCommand command = connection.Command(transaction, Remove, ("id", id));
            return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }, cancellation);
}
