using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>
/// What reports say times with. <c>datetime</c> is SQLite's own function; PostgreSQL gets one that answers alike, so that a report compares the column itself with a
/// time: only then do an index and the partitions narrow it down. SQL, and not strict, so that it is inlined and its value known to the planner.
/// </summary>
[Migration(2026_11_25_05_00_00, "datetime, phantom_report")]
public sealed class M20261125050000Periods : EngineMigration
{
    public override void Up()
    {
        Postgres("""
            CREATE FUNCTION datetime(moment text, change text DEFAULT '0 s') RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
                SELECT (CASE moment WHEN 'now' THEN now() AT TIME ZONE 'UTC' ELSE moment::timestamp END + change::interval) AT TIME ZONE 'UTC'
            $$
            """);
        Phantoms("substr(created_at, 1, 10)", Sqlite);
        Phantoms("to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')", Postgres);
    }

    private static void Phantoms(string day, Action<string> create) => create($"""
        CREATE VIEW phantom_report AS
        SELECT {day} AS day, id, domain, created_at, used_at, NULL AS retired_at FROM phantom
        UNION ALL
        SELECT {day}, id, domain, created_at, used_at, retired_at FROM retired_phantom
        """);
}
