using Dapper;
using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Sql;

/// <summary>The table <c>audit_loss</c>.</summary>
internal static class LossTable
{
    // A time that goes on is told again with more flows; what a dead journal tells late takes nothing back.
    private const string Upsert = """
        INSERT INTO audit_loss (worker, began_at, ended_at, flows, policy) VALUES (@worker, @began, @ended, @flows, @policy)
        ON CONFLICT (worker, began_at) DO UPDATE SET ended_at = excluded.ended_at, flows = excluded.flows, policy = excluded.policy WHERE excluded.ended_at >= audit_loss.ended_at
        """;

    public static Task WriteAsync(Database database, AuditLoss loss, CancellationToken cancellation) =>
        database.RunAsync(Work.Audit, (connection, transaction) => connection.ExecuteAsync(Upsert, new
        {
            worker = loss.Worker,
            began = database.Dialect.Time(loss.BeganAt),
            ended = database.Dialect.Time(loss.EndedAt),
            flows = loss.Flows,
            policy = EnumText<JournalFull>.Of(loss.Policy),
        }, transaction), cancellation);
}
