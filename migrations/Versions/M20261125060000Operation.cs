using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>
/// What lets the schema change under running programs: a worker says which schema its program was made for and when it has ended in order, and the store which
/// programs are too old for it.
/// </summary>
[Migration(2026_11_25_06_00_00, "worker.schema_version, worker.ended_at, store.oldest_version")]
public sealed class M20261125060000Operation : EngineMigration
{
    public override void Up()
    {
        Both("ALTER TABLE worker ADD COLUMN schema_version {int}");
        // Those that run now were made for the schema that was.
        Both("UPDATE worker SET schema_version = (SELECT max(version) FROM schema_version)");
        Both("ALTER TABLE worker ADD COLUMN ended_at {time}");
        Both("ALTER TABLE store ADD COLUMN oldest_version {int} NOT NULL DEFAULT 0");
        Postgres("UPDATE store SET oldest_version = 20261125040000");
    }
}
