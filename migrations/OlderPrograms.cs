using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Relay.Migrations;

/// <summary>The running programs that a change of the schema would break.</summary>
internal static class OlderPrograms
{
    /// <summary>From here on a worker says which schema its program was made for, and when it has ended; and from there on so does a DNS backend, whose row goes when it ends.</summary>
    private const long FirstWorkersThatTell = 2026_11_25_06_00_00, FirstBackendsThatTell = 2026_11_27_11_00_00;

    /// <summary>Those that live, in words; null where there is none.</summary>
    /// <param name="engine">The database's.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="version">The schema that it has.</param>
    /// <param name="oldest">The oldest programs that work with the new one.</param>
    public static string? Describe(Engine engine, string connectionString, long version, long oldest)
    {
        // Programs of before then refuse a schema that is not theirs: theirs is that of the store.
        if (version == 0 || (version < FirstWorkersThatTell && version >= oldest))
            return null;
        using DbConnection connection = engine == Engine.Sqlite ? new SqliteConnection(connectionString) : new NpgsqlConnection(connectionString);
        connection.Open();
        string schema = engine == Engine.Sqlite ? "" : $"{SchemaVersion.PostgresSchema}.";
        string seen = engine == Engine.Sqlite
            ? $"seen_at >= strftime('%Y-%m-%d %H:%M:%f000', 'now', '-{SchemaVersion.LeaseSeconds} seconds')"
            : $"seen_at >= clock_timestamp() - interval '{SchemaVersion.LeaseSeconds} seconds'";
        string older = string.Create(CultureInfo.InvariantCulture, $"coalesce(schema_version, 0) < {oldest}");
        List<string> living = Read(connection, $"SELECT 'worker ' || id || ' (' || name || ')' FROM {schema}worker WHERE {seen}{(version < FirstWorkersThatTell ? "" : $" AND ended_at IS NULL AND {older}")} ORDER BY id");
        if (version >= FirstBackendsThatTell)
            living.AddRange(Read(connection, $"SELECT 'urelay-pdns ' || id || ' (' || name || ', process ' || process || ')' FROM {schema}dns_backend WHERE {seen} AND {older} ORDER BY id"));
        return living.Count == 0 ? null
            : $"the end of programs that are too old for the new schema: {string.Join(", ", living)}; stop them (one that was killed counts as alive for {SchemaVersion.LeaseSeconds} s)";
    }

    private static List<string> Read(DbConnection connection, string query)
    {
        using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this program.
        command.CommandText = query;
#pragma warning restore CA2100
        using DbDataReader reader = command.ExecuteReader();
        List<string> found = [];
        while (reader.Read())
            found.Add(reader.GetString(0));
        return found;
    }
}
