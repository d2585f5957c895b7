using Microsoft.Data.Sqlite;

namespace Relay.Migrations;

/// <summary>
/// A lock file beside the database. It is left where it is: a lock file that is deleted can be held twice, by one who opened it before and one who made it anew.
/// </summary>
internal static class SqliteLock
{
    /// <summary>EAGAIN of flock(2).</summary>
    private const int Held = 11;

    /// <exception cref="TimeoutException">Another process has held it for too long.</exception>
    public static IDisposable Take(string connectionString, Patience patience)
    {
        string path = new SqliteConnectionStringBuilder(connectionString).DataSource + ".lock";
        string? whom = null;
        while (true)
        {
            try
            {
                // FileShare.None is flock(2) with LOCK_EX | LOCK_NB: it ends with the process.
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.HResult == Held)
            {
                patience.Wait(whom ??= $"another process that changes the schema: {HolderOf(path)} holds {path}");
            }
        }
    }

    /// <summary>By proc_locks(5), as far as this user may see what processes have open.</summary>
    private static string HolderOf(string path) =>
        File.ReadLines("/proc/locks").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(fields => fields is [_, "FLOCK", _, "WRITE", var process, ..] && HasOpen(process, path)) is { } found ? $"process {found[4]}" : "somebody";

    private static bool HasOpen(string process, string path)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Any(descriptor => new FileInfo(descriptor).LinkTarget == path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
