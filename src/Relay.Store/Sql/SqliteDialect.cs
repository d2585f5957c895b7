using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Relay.Store.Sql;

internal sealed class SqliteDialect : SqlDialect
{
    // https://www.sqlite.org/rescode.html
    private const int Busy = 5, Locked = 6, TooBig = 18, Constraint = 19, Mismatch = 20;

    public override string Now => "strftime('%Y-%m-%d %H:%M:%f000', 'now')";

    public override string SecondsAgo(int seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"strftime('%Y-%m-%d %H:%M:%f000', 'now', '-{seconds} seconds')");

    public override object Time(long ticks) => new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    public override string? EraseWhatIsDeleted => "PRAGMA secure_delete = ON";

    public override string? FoldRevisions => null;

    public override string Rows(string parameter) => $"json_each(@{parameter})";

    // Canonical names have no character that JSON escapes.
    public override object List(IReadOnlyCollection<string> names) => $"[{string.Join(',', names.Select(name => $"\"{name}\""))}]";

    public override object List(IReadOnlyCollection<long> numbers) => $"[{string.Join(',', numbers)}]";

    public override bool IsTransient(DbException e) => e is SqliteException { SqliteErrorCode: Busy or Locked };

    public override bool IsRejection(DbException e) => e is SqliteException { SqliteErrorCode: TooBig or Constraint or Mismatch };
}
