using System.Data.Common;
using Relay.Migrations;

namespace Relay.Store.Sql;

/// <summary>The table <c>worker</c>, and what becomes of the flows of the dead. Plain commands: registration is part of the start.</summary>
internal sealed class WorkerTable(Database database)
{
    /// <summary>How long a worker may be silent before its open flows are lost.</summary>
    public const int LeaseSeconds = SchemaVersion.LeaseSeconds;

    // The row may be gone (deleted, or not in the copy that was restored): without it the worker would find its own flows lost.
    private readonly string touch = $"""
        INSERT INTO worker (id, name, seen_at, schema_version) VALUES (@id, @name, {database.Dialect.Now}, @schema) ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
        """;

    private readonly string end = $"UPDATE worker SET ended_at = {database.Dialect.Now} WHERE id = @id";

    private readonly string expire =
        $"UPDATE worker SET seen_at = {database.Dialect.SecondsAgo(LeaseSeconds + 1)} WHERE id = @id AND seen_at >= {database.Dialect.SecondsAgo(LeaseSeconds)}";

    // An end lies neither after the last sign of life nor before the flow's start.
    private readonly string lose = $"""
        UPDATE connection SET outcome = 'lost', ended_at = coalesce(
            (SELECT CASE WHEN seen_at > accepted_at THEN seen_at ELSE accepted_at END FROM worker WHERE worker.id = connection.worker), accepted_at)
        WHERE outcome = 'open' AND worker NOT IN (SELECT id FROM worker WHERE seen_at >= {database.Dialect.SecondsAgo(LeaseSeconds)})
        """;

    /// <summary>A new id for this start of the process.</summary>
    public Task<long> RegisterAsync(string name, CancellationToken cancellation) =>
        database.RunAsync(Work.Register, async (connection, transaction) =>
        {
            using DbCommand command = connection.Command(transaction, "INSERT INTO worker (name, schema_version) VALUES (@name, @schema) RETURNING id", ("name", name), ("schema", SchemaVersion.Current));
            return (long)(await command.ExecuteScalarAsync().ConfigureAwait(false))!;
        }, cancellation);

    /// <summary>Renews the lease, takes away that of the <paramref name="dead"/>, and ends the flows of those whose lease has run out.</summary>
    /// <returns>How many flows were found lost.</returns>
    public Task<int> RenewAsync(long id, string name, IReadOnlyList<long> dead, CancellationToken cancellation) =>
        database.RunAsync(Work.Audit, async (connection, transaction) =>
        {
            using (DbCommand command = connection.Command(transaction, touch, ("id", id), ("name", name), ("schema", SchemaVersion.Current)))
                await command.ExecuteNonQueryAsync().ConfigureAwait(false);
            foreach (long worker in dead)
            {
                using DbCommand expiring = connection.Command(transaction, expire, ("id", worker));
                await expiring.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
            using DbCommand losing = connection.Command(transaction, lose);
            return await losing.ExecuteNonQueryAsync().ConfigureAwait(false);
        }, cancellation);

    /// <summary>The worker ends in order: nobody need wait until its lease has run out.</summary>
    public Task EndAsync(long id, CancellationToken cancellation) =>
        database.RunAsync(Work.Audit, async (connection, transaction) =>
        {
            using DbCommand command = connection.Command(transaction, end, ("id", id));
            return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }, cancellation);
}
