namespace Relay.Migrations;

/// <summary>
/// Which schema a store has: the newest row of its table <c>schema_version</c>. Read by a plain query of the caller's, because loading FluentMigrator
/// takes a third of the start.
/// </summary>
public static class SchemaVersion
{
    /// <summary>The version of the schema that this build needs: that of its newest migration (a test holds the two together).</summary>
    public const long Current = 2026_11_27_10_00_00;

    /// <summary>The schema of a PostgreSQL database that holds the tables.</summary>
    public const string PostgresSchema = "urelay";

    /// <summary>How long a worker may be silent before it counts as dead.</summary>
    public const int LeaseSeconds = 60;

    /// <summary>
    /// The oldest programs, by their <see cref="Current"/>, that work with the current schema. A migration that takes away what older programs use raises it here
    /// and in <c>store.oldest_version</c> to its own version, and is not applied while a worker of such a program lives. All others only add.
    /// </summary>
    public static long Oldest(Engine engine) => engine == Engine.Sqlite ? 0 : 2026_11_25_04_00_00; // The key of connection became that of its partitions.
}
