using Dapper;
using Relay.Migrations;
using Relay.Store.Audit;

namespace Relay.Store.Sql;

/// <summary>The upkeep of <c>connection</c>: partitions and old rows. Flows that are open keep theirs.</summary>
internal sealed class AuditTable(Database database)
{
    // The time of accept a second time, for PostgreSQL to look at old partitions only.
    private const string Delete = """
        DELETE FROM connection WHERE accepted_at < @before AND id IN (
            SELECT id FROM connection WHERE accepted_at < @before AND outcome <> 'open' ORDER BY accepted_at LIMIT @rows)
        """;

    private const string DeleteLosses = "DELETE FROM audit_loss WHERE ended_at < @before";

    // Flows carry their worker in their id (FlowIds), which the primary key finds.
    private static readonly string DeleteWorkers = $"""
        DELETE FROM worker WHERE seen_at < @before
            AND NOT EXISTS (SELECT 1 FROM connection WHERE connection.id >= worker.id * {FlowIds.PerWorker} AND connection.id < (worker.id + 1) * {FlowIds.PerWorker})
            AND NOT EXISTS (SELECT 1 FROM audit_loss WHERE audit_loss.worker = worker.id)
        """;

    public bool HasPartitions => database.Location.Engine == Engine.Postgres;

    public async Task KeepPartitionsAsync(bool daily, CancellationToken cancellation)
    {
        if (!HasPartitions)
            return;
        await database.RunAsync(Work.Audit, (connection, transaction) =>
            connection.ExecuteAsync("SELECT connection_keep_partitions(@width)", new { width = daily ? "day" : "month" }, transaction), cancellation).ConfigureAwait(false);
    }

    /// <returns>How many rows went with their partitions.</returns>
    public async Task<long> DropPartitionsAsync(DateTime before, CancellationToken cancellation)
    {
        if (!HasPartitions)
            return 0;
        return await database.RunAsync(Work.Audit, (connection, transaction) =>
            connection.ExecuteScalarAsync<long>("SELECT connection_drop_partitions(@before)", new { before = database.Dialect.Time(before.Ticks) }, transaction), cancellation).ConfigureAwait(false);
    }

    /// <returns>How many rows were deleted, at most <paramref name="rows"/>.</returns>
    public Task<int> DeleteAsync(DateTime before, int rows, CancellationToken cancellation) =>
        database.RunAsync(Work.Audit, async (connection, transaction) =>
        {
            _ = await connection.ExecuteAsync(DeleteLosses, new { before = database.Dialect.Time(before.Ticks) }, transaction).ConfigureAwait(false);
            return await connection.ExecuteAsync(Delete, new { before = database.Dialect.Time(before.Ticks), rows }, transaction).ConfigureAwait(false);
        }, cancellation);

    /// <summary>The rows of workers that ended so long ago that no row of the audit names them.</summary>
    public Task DeleteWorkersAsync(DateTime before, CancellationToken cancellation) =>
        database.RunAsync(Work.Audit, (connection, transaction) => connection.ExecuteAsync(DeleteWorkers, new { before = database.Dialect.Time(before.Ticks) }, transaction), cancellation);
}
