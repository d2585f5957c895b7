using Microsoft.Data.Sqlite;

namespace Relay.Store.Sql;

/// <summary>How connections to an SQLite store are set up.</summary>
internal static class SqliteConnections
{
    /// <exception cref="StoreUnavailableException">The file cannot be kept in WAL mode.</exception>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static SqliteConnection Open(string connectionString, bool readOnly)
    {
        SqliteConnection opened = new(connectionString);
        try
        {
            opened.Open();
            using SqliteCommand pragmas = opened.CreateCommand();
            // The busy timeout waits in short steps; the driver's own retry sleeps 150 ms at a time.
            pragmas.CommandText = $"PRAGMA busy_timeout = {SqliteWrite.BusyMilliseconds}";
            pragmas.ExecuteNonQuery();
            pragmas.CommandText = "PRAGMA journal_mode = WAL";
            if (pragmas.ExecuteScalar() is not "wal")
                throw new StoreUnavailableException($"the store {opened.DataSource} cannot be kept in WAL mode: put it on a local file system with shared memory, and where it can be written");
            // Audit rows touch pages of a table and its indexes again and again: fewer checkpoints (40 MB apart) and a cache of 16 MiB make many more rows a second.
            pragmas.CommandText = "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 10000; PRAGMA cache_size = -16384";
            pragmas.ExecuteNonQuery();
            // Not the mode of the connection: one that may not write leaves the files of the write-ahead log behind.
            pragmas.CommandText = readOnly ? "PRAGMA query_only = ON" : "";
            pragmas.ExecuteNonQuery();
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
