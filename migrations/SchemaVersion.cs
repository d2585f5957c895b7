namespace Relay.Migrations;

/// <summary>
/// Which schema a store has: the newest row of its table <c>schema_version</c>. Read by a plain query of the caller's, because loading FluentMigrator
/// takes a third of the start.
/// </summary>
public static class SchemaVersion
{
    /// <summary>The version of the schema that this build needs: that of its newest migration (a test holds the two together).</summary>
    public const long Current = 2026_11_25_08_00_00;

    /// <summary>The schema of a PostgreSQL database that holds the tables.</summary>
    public const string PostgresSchema = "urelay";
}
