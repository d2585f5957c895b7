using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Npgsql;
using Relay.Store.Model;

namespace Relay.Store.Sql;

/// <param name="role">Who is connected, for messages.</param>
internal sealed class PostgresDialect(string role = "ROLE") : SqlDialect
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

    // Transaction ids that lie ahead came with a dump from another cluster and mean nothing here; a place that lies ahead was read on a primary that is no longer.
    public override string FeedPlace => """
        SELECT pg_current_snapshot()::text, coalesce(
            pg_snapshot_xmax(pg_current_snapshot()) >= pg_snapshot_xmax(nullif(@place, '')::pg_snapshot)
            AND NOT EXISTS (SELECT FROM change_pruned WHERE upto >= pg_snapshot_xmin(nullif(@place, '')::pg_snapshot) AND upto < pg_snapshot_xmax(pg_current_snapshot())), false)
        """;

    public override string FeedSince => """
        txid >= pg_snapshot_xmin(@place::pg_snapshot) AND NOT pg_visible_in_snapshot(txid, @place::pg_snapshot) AND txid < pg_snapshot_xmax(pg_current_snapshot())
        """;

    public override string PruneFeed => $"""
        WITH pruned AS (
            DELETE FROM change WHERE changed_at < {SecondsAgo(FeedSeconds)}
                AND (txid < pg_snapshot_xmin(pg_current_snapshot()) OR txid >= pg_snapshot_xmax(pg_current_snapshot()))
            RETURNING txid)
        UPDATE change_pruned SET upto = newest.txid
        FROM (SELECT txid FROM pruned WHERE txid < pg_snapshot_xmax(pg_current_snapshot()) ORDER BY txid DESC LIMIT 1) AS newest
        """;

    public override string PassIds => "SELECT pass_phantom_ids(@passed)";

    public override string GivePhantoms => "SELECT id, tag, domain, 0 FROM give_phantoms(@domains, @tags, @passed)";

    public override (string Name, object Value)[] GivenTo(IReadOnlyCollection<string> names, long passed)
    {
        uint[] random = new uint[names.Count];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(random.AsSpan()));
        return [.. base.GivenTo(names, passed), ("tags", Array.ConvertAll(random, number => (long)(number & Phantom.MaxTag)))];
    }

    public override string Seen => """
        SELECT coalesce(pg_sequence_last_value('phantom_id_seq'::regclass), 0) AS newest, pg_current_snapshot()::text, pg_postmaster_start_time()::text
        """;

    // Not "greater than the last": a transaction may commit late.
    public override string Unseen => """
        SELECT id FROM phantom_gone WHERE change >= pg_snapshot_xmin(@seen::pg_snapshot)::text::bigint
        AND NOT pg_visible_in_snapshot(change::text::xid8, @seen::pg_snapshot)
        """;

    public override string Rows(string parameter) => $"unnest(@{parameter}) AS listed (value)";

    public override object List(IReadOnlyCollection<string> names) => names.ToArray();

    public override object List(IReadOnlyCollection<long> numbers) => numbers.ToArray();

    public override string? Advice(DbException e, Work work) => e.SqlState switch
    {
        PostgresErrorCodes.DiskFull => "make room on the server's disk",
        PostgresErrorCodes.IoError => "look at the server's disk, and at its log",
        PostgresErrorCodes.ReadOnlySqlTransaction => "this server is a standby, or made read-only: name the primary, or all servers and Target Session Attributes=primary",
        PostgresErrorCodes.TooManyConnections => "raise max_connections of the server (or the role's CONNECTION LIMIT), or lower Maximum Pool Size of the programs that use it",
        PostgresErrorCodes.InsufficientPrivilege => PostgresGrants.Missing(e.Message, role, work),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "check the user and the password, and pg_hba.conf of the server",
        PostgresErrorCodes.InvalidCatalogName => "create it with createdb",
        _ => null,
    };

    public override bool IsTransient(DbException e) => e.IsTransient;

    // Classes 22 (data exception), 23 (integrity constraint violation) and 54 (program limit exceeded: a text too long for its index).
    public override bool IsRejection(DbException e) => e.SqlState is ['2', '2' or '3', ..] or ['5', '4', ..];
}
