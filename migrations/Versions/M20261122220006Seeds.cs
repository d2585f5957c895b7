using FluentMigrator;

namespace Relay.Migrations.Versions;

[Migration(2026_11_22_22_00_06, "the default pool, the upstream direct, the search path")]
public sealed class M20261122220006Seeds : EngineMigration
{
    public override void Up()
    {
        Both("INSERT INTO pool (name, kind, prefix) VALUES ('default', 'phantom6', 'fd75:7265:6c61:7900::/64')");
        Both("INSERT INTO upstream (name, kind) VALUES ('direct', 'direct')");
        // Only the owner of the database may; the relay's own connections set their search path themselves.
        Postgres("""
            DO $$ BEGIN
                EXECUTE format('ALTER DATABASE %I SET search_path = urelay, "$user", public', current_database());
            EXCEPTION WHEN insufficient_privilege THEN
                RAISE NOTICE 'not the owner of the database: queries must name the schema urelay';
            END $$
            """);
    }
}
