using Npgsql;
using Relay.Migrations;
using Relay.Store.Sql;

namespace Relay.Bench.Reports;

/// <summary>A store of one engine, asked as an administrator does: by <c>sqlite3</c> or <c>psql</c>.</summary>
internal sealed class ReportShell(StoreLocation location)
{
    private const int Limit = 3600;

    public Engine Engine => location.Engine;

    public string EngineName => Engine == Engine.Sqlite ? "SQLite" : "PostgreSQL";

    public Task<string> RunFileAsync(string path) => Engine == Engine.Sqlite
        ? Tool.RunAsync(null, Limit, "sqlite3", "-init", "/dev/null", "-bail", location.Path, $".read '{path}'")
        : PsqlAsync("-f", path);

    public Task<string> RunAsync(string sql) => Engine == Engine.Sqlite
        ? Tool.RunAsync(null, Limit, "sqlite3", "-init", "/dev/null", "-bail", location.Path, sql)
        : PsqlAsync("-c", sql);

    private Task<string> PsqlAsync(string how, string what)
    {
        NpgsqlConnectionStringBuilder server = new(location.ConnectionString);
        string database = $"host={server.Host} port={server.Port} user={server.Username} dbname={server.Database}";
        return Tool.RunAsync(null, Limit, "psql", "-X", "-w", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", database, how, what);
    }
}
