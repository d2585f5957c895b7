using Npgsql;
using Relay.Store.Tests.Compliance;
using Relay.TestKit;

namespace Relay.Store.Tests.Schema;

/// <summary>The shells that come with the engines, each with its defaults.</summary>
internal static class DatabaseShell
{
    public static Task<ShellResult> SqliteAsync(TestDatabase database, string sql) => Shell.TryRunAsync("sqlite3", ["-init", "/dev/null", "-bail", database.Location, sql]);

    public static Task<ShellResult> PostgresAsync(TestDatabase database, string sql)
    {
        NpgsqlConnectionStringBuilder location = new(database.Location);
        Dictionary<string, string> environment = new()
        {
            ["PGHOST"] = location.Host!, ["PGPORT"] = $"{location.Port}", ["PGUSER"] = location.Username!, ["PGPASSWORD"] = location.Password ?? "", ["PGDATABASE"] = location.Database!,
        };
        return Shell.TryRunAsync("psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql], environment);
    }
}
