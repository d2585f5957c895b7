using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Relay.Migrations;

/// <summary>The workers whose program a change of the schema would break.</summary>
internal static class OlderWorkers
{
    /// <summary>From here on a worker says which schema its program was made for, and when it has ended.</summary>
    private const long FirstThatTells = 2026_11_25_06_00_00;

    /// <summary>Those that live, in words; null where there is none.</summary>
    /// <param name="engine">The database's.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="version">The schema that it has.</param>
    /// <param name="oldest">The oldest programs that work with the new one.</param>
    public static string? Describe(Engine engine, string connectionString, long version, long oldest)
    {
        // Programs of before then refuse a schema that is not theirs: theirs is that of the store.
        if (version == 0 || (version < FirstThatTells && version >= oldest))
            return null;
        using DbConnection connection = engine == Engine.Sqlite ? new SqliteConnection(connectionString) : new NpgsqlConnection(connectionString);
        connection.Open();
        using DbCommand command = connection.CreateCommand();
        string seen = engine == Engine.Sqlite
            ? $"seen_at >= strftime('%Y-%m-%d %H:%M:%f000', 'now', '-{SchemaVersion.LeaseSeconds} seconds')"
            : $"seen_at >= clock_timestamp() - interval '{SchemaVersion.LeaseSeconds} seconds'";
        string older = version < FirstThatTells ? "" : $" AND ended_at IS NULL AND coalesce(schema_version, 0) < {oldest.ToString(CultureInfo.InvariantCulture)}";
        string table = engine == Engine.Sqlite ? "worker" : $"{SchemaVersion.PostgresSchema}.worker";
#pragma warning disable CA2100 // Constants of this program.
        command.CommandText = $"SELECT id, name FROM {table} WHERE {seen}{older} ORDER BY id";
#pragma warning restore CA2100
        using DbDataReader reader = command.ExecuteReader();
        List<string> living = [];
        while (reader.Read())
            living.Add($"{reader.GetInt64(0)} ({reader.GetString(1)})");
        return living.Count == 0 ? null
            : $"the end of workers whose program is too old for the new schema: {string.Join(", ", living)}; stop them (one that was killed counts as alive for {SchemaVersion.LeaseSeconds} s)";
    }
}
