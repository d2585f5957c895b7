using System.Data.Common;
using System.Globalization;

namespace Relay.Store.Sql;

internal sealed class PostgresDialect : SqlDialect
{
    public override string Now => "clock_timestamp()";

    public override string SecondsAgo(int seconds) => string.Create(CultureInfo.InvariantCulture, $"clock_timestamp() - interval '{seconds} seconds'");

    public override object Time(long ticks) => new DateTime(ticks, DateTimeKind.Utc);

    // VACUUM does it, by itself or by an administrator's hand.
    public override string? EraseWhatIsDeleted => null;

    // Rows of transactions that all have ended. ON CONFLICT adds to the newest version of the row, also where another process folds at the same time.
    public override string? FoldRevisions => """
        WITH folded AS (DELETE FROM revision WHERE txid > 0 AND txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint RETURNING changes)
        INSERT INTO revision AS sum (txid, changes) SELECT 0, sum(changes) FROM folded HAVING count(*) > 0
        ON CONFLICT (txid) DO UPDATE SET changes = sum.changes + excluded.changes
        """;

    public override string Rows(string parameter) => $"unnest(@{parameter}) AS listed (value)";

    public override object List(IReadOnlyCollection<string> names) => names.ToArray();

    public override object List(IReadOnlyCollection<long> numbers) => numbers.ToArray();

    public override bool IsTransient(DbException e) => e.IsTransient;

    // Classes 22 (data exception), 23 (integrity constraint violation) and 54 (program limit exceeded: a text too long for its index).
    public override bool IsRejection(DbException e) => e.SqlState is ['2', '2' or '3', ..] or ['5', '4', ..];
}
