using Microsoft.Data.Sqlite;

namespace Relay.Migrations;

/// <summary>
/// A lock file beside the database. It is left where it is: a lock file that is deleted can be held twice, by one who opened it before and one who made it anew.
/// </summary>
internal static class SqliteLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static IDisposable Take(string connectionString)
    {
        string path = new SqliteConnectionStringBuilder(connectionString).DataSource + ".lock";
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                // FileShare.None is flock(2) with LOCK_EX | LOCK_NB: it ends with the process.
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (TimeProvider.System.GetElapsedTime(start) > Patience)
                    throw new TimeoutException($"another process has been changing the schema for {Patience.TotalSeconds} s: it holds the lock {path}");
                Thread.Sleep(Pause);
            }
        }
    }
}
