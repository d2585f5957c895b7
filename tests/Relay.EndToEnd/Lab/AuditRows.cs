using System.Diagnostics;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Relay.EndToEnd.Lab;

/// <summary>The audit in an SQLite store, as an administrator would read it.</summary>
internal static class AuditRows
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    static AuditRows() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <summary>All rows, oldest flow first.</summary>
    public static IReadOnlyList<AuditRow> Read(string store)
    {
        using SqliteConnection connection = Open(store);
        return [.. connection.Query<AuditRow>("SELECT * FROM connection ORDER BY id")];
    }

    /// <summary>Reads until the rows are as they should become; else fails with those that there are.</summary>
    public static async Task<IReadOnlyList<AuditRow>> WaitAsync(string store, Func<IReadOnlyList<AuditRow>, bool> condition)
    {
        for (long started = Stopwatch.GetTimestamp(); ;)
        {
            IReadOnlyList<AuditRow> rows = File.Exists(store) ? Read(store) : [];
            if (condition(rows))
                return rows;
            if (Stopwatch.GetElapsedTime(started) > Deadline)
                throw new TimeoutException($"the audit did not become as expected in {Deadline.TotalSeconds} s; it is\n{string.Join('\n', rows)}");
            await Task.Delay(50);
        }
    }

    /// <summary>Runs a statement, as the sqlite3 shell would.</summary>
    public static void Execute(string store, string sql)
    {
        using SqliteConnection connection = Open(store);
        _ = connection.Execute(sql);
    }

    public static IReadOnlyList<T> Query<T>(string store, string sql)
    {
        using SqliteConnection connection = Open(store);
        return [.. connection.Query<T>(sql)];
    }

    private static SqliteConnection Open(string store)
    {
        // Unpooled: nothing of ours may hold the file when a test looks at what is left.
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = store, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        return connection;
    }
}
