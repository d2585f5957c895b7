using Npgsql;
using Relay.Store.Tests.Compliance;
using Relay.TestKit;

namespace Relay.Store.Tests.Schema;

/// <summary>The shells that come with the engines, each with its defaults.</summary>
internal static class DatabaseShell
{
    public static Task<ShellResult> SqliteAsync(TestDatabase database, string sql) => Shell.TryRunAsync("sqlite3", ["-init", "/dev/null", "-bail", database.Location, sql]);

    public static Task<ShellResult> PostgresAsync(TestDatabase database, string sql) => PsqlAsync(database, "-c", sql);

    /// <summary>The other connections of a test may be writing: it waits for them, as an administrator's should.</summary>
    public static Task<ShellResult> SqliteFileAsync(TestDatabase database, string path) =>
        Shell.TryRunAsync("sqlite3", ["-init", "/dev/null", "-bail", "-cmd", ".timeout 5000", database.Location, $".read '{path}'"]);

    public static Task<ShellResult> PostgresFileAsync(TestDatabase database, string path) => PsqlAsync(database, "-f", path);

    private static Task<ShellResult> PsqlAsync(TestDatabase database, string how, string what)
    {
        NpgsqlConnectionStringBuilder location = new(database.Location);
        Dictionary<string, string> environment = new()
        {
            ["PGHOST"] = location.Host!, ["PGPORT"] = $"{location.Port}", ["PGUSER"] = location.Username!, ["PGPASSWORD"] = location.Password ?? "", ["PGDATABASE"] = location.Database!,
            ["PGTZ"] = "UTC",
        };
        return Shell.TryRunAsync("psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", how, what], environment);
    }
}
