using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Relay.Store.Sql;

internal sealed class SqliteDialect : SqlDialect
{
    // https://www.sqlite.org/rescode.html
    private const int Busy = 5, Locked = 6, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14, TooBig = 18, Constraint = 19, Mismatch = 20, NotADatabase = 26;

    public override string Now => "strftime('%Y-%m-%d %H:%M:%f000', 'now')";

    public override string SecondsAgo(int seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"strftime('%Y-%m-%d %H:%M:%f000', 'now', '-{seconds} seconds')");

    public override object Time(long ticks) => new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    public override string? EraseWhatIsDeleted => "PRAGMA secure_delete = ON";

    public override string? FoldRevisions => null;

    // sqlite_sequence goes back with a copy that is restored into the file: what was seen is not there any more.
    public override string FeedPlace => """
        SELECT CAST(last AS TEXT), @place <> '' AND CAST(@place AS INTEGER) BETWEEN (SELECT max(upto) FROM change_pruned) AND last
        FROM (SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'change'), 0) AS last)
        """;

    public override string FeedSince => "id > CAST(@place AS INTEGER)";

    // In order of id is in order of time: only the oldest rows are looked at.
    public override string PruneFeed => $"""
        UPDATE change_pruned SET upto = old.id
        FROM (SELECT max(id) AS id FROM change WHERE id < (SELECT min(id) FROM change) + @most AND changed_at < {SecondsAgo(FeedSeconds)}) AS old
        WHERE old.id IS NOT NULL;
        DELETE FROM change WHERE id <= (SELECT max(upto) FROM change_pruned)
        """;

    // The writer's thread sees to the disk. Before the first row sqlite_sequence has none of the table.
    public override string PassIds => """
        UPDATE sqlite_sequence SET seq = @passed WHERE name = 'phantom' AND seq < @passed;
        INSERT INTO sqlite_sequence (name, seq) SELECT 'phantom', @passed WHERE @passed > 0 AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'phantom')
        """;

    // Those that are there are left out, not only passed over: a conflict would count as a replacement.
    public override string GivePhantoms => $"""
        {PassIds};
        INSERT INTO phantom (domain) SELECT value FROM {Rows("domains")} WHERE NOT EXISTS (SELECT 1 FROM phantom WHERE domain = value)
        ON CONFLICT (domain) DO NOTHING RETURNING id, tag, domain, 0
        """;

    public override string Seen => """
        SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'phantom'), 0) AS newest,
            CAST(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'phantom_gone'), 0) AS TEXT), ''
        """;

    public override string Unseen => "SELECT id FROM phantom_gone WHERE change > CAST(@seen AS INTEGER)";

    public override string Rows(string parameter) => $"json_each(@{parameter})";

    // Canonical names have no character that JSON escapes.
    public override object List(IReadOnlyCollection<string> names) => $"[{string.Join(',', names.Select(name => $"\"{name}\""))}]";

    public override object List(IReadOnlyCollection<long> numbers) => $"[{string.Join(',', numbers)}]";

    public override string? Advice(DbException e, Work work) => (e as SqliteException)?.SqliteErrorCode switch
    {
        Busy or Locked => "end the transaction of the process that holds it",
        ReadOnly or CannotOpen => "this user needs the right to write the file, the files beside it and their directory, on a file system that is not read-only",
        InputOutput => "look at its disk, which may be full, and at the kernel's log",
        Full => "make room on its file system",
        Corrupt => "stop the relay, and restore a backup, or make a new file of what '.recover' of the sqlite3 shell finds",
        NotADatabase => "name another file, or move this one away",
        _ => null,
    };

    public override bool IsTransient(DbException e) => e is SqliteException { SqliteErrorCode: Busy or Locked };

    public override bool IsRejection(DbException e) => e is SqliteException { SqliteErrorCode: TooBig or Constraint or Mismatch };
}
