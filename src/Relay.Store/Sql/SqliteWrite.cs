using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Relay.Store.Sql;

/// <summary>
/// A transaction that writes, of which a file has one at a time. SQLite's own way of waiting for those of other processes is unfair: its steps grow from 1 ms to 100
/// with each that was in vain (sqliteDefaultBusyCallback), so that who has waited long loses to who comes just now. Here all ask again after a millisecond.
/// </summary>
internal static class SqliteWrite
{
    /// <summary>How long a statement waits for other processes.</summary>
    public const int BusyMilliseconds = 3000;

    private const int Busy = 5; // SQLITE_BUSY

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Runs <paramref name="body"/> in it. Where that throws, the connection must not be used any more.</summary>
    /// <exception cref="SqliteException">The file cannot be written, or others have written to it for too long.</exception>
    public static T Run<T>(SqliteConnection connection, Func<T> body)
    {
        sqlite3 database = connection.Handle ?? throw new InvalidOperationException("the connection is not open");
        Begin(database);
        T result = body();
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(database, "COMMIT"), database);
        return result;
    }

    // Immediate: a read that turns into a write could not wait for another writer.
    private static void Begin(sqlite3 database)
    {
        long start = TimeProvider.System.GetTimestamp();
        _ = raw.sqlite3_busy_timeout(database, 0);
        int began;
        while ((began = raw.sqlite3_exec(database, "BEGIN IMMEDIATE")) == Busy && TimeProvider.System.GetElapsedTime(start).TotalMilliseconds < BusyMilliseconds)
            Thread.Sleep(Pause);
        SqliteException.ThrowExceptionForRC(began, database);
        _ = raw.sqlite3_busy_timeout(database, BusyMilliseconds);
    }
}
