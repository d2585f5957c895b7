using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>
/// <c>problem</c>, and <c>revision</c>: the sum of its <c>changes</c> is the revision of the configuration. Triggers count every statement that changes
/// a configuration table, also those of a user's shell. On PostgreSQL each transaction has a row of its own: one row for all would make administrators wait
/// for each other, and a sum over what is visible misses no late commit.
/// </summary>
[Migration(2026_11_22_22_00_05, "problem, revision")]
public sealed class M20261122220005Revision : EngineMigration
{
    private static readonly string[] Configuration = ["pool", "static_mapping", "host", "upstream", "rule"];

    public override void Up()
    {
        Both("""
            CREATE TABLE problem (
                table_name text NOT NULL,
                row_key    text NOT NULL,
                message    text NOT NULL,
                since      {time} NOT NULL DEFAULT {now},
                PRIMARY KEY (table_name, row_key, message)
            ) {strict}
            """);
        Both("CREATE TABLE revision (txid {int} NOT NULL PRIMARY KEY, changes {int} NOT NULL) {strict}");
        Both("INSERT INTO revision (txid, changes) VALUES (0, 1)");
        // SECURITY DEFINER: who may change a rule need not be allowed to write here.
        Postgres("""
            CREATE FUNCTION configuration_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = urelay, pg_temp AS $$
            BEGIN
                INSERT INTO revision AS r (txid, changes) VALUES (pg_current_xact_id()::text::bigint, 1) ON CONFLICT (txid) DO UPDATE SET changes = r.changes + 1;
                RETURN NULL;
            END $$
            """);
        foreach (string table in Configuration)
        {
            Postgres($"""
                CREATE TRIGGER {table}_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION configuration_changed()
                """);
            foreach (string change in new[] { "INSERT", "UPDATE", "DELETE" })
            {
                Sqlite($"""
                    CREATE TRIGGER {table}_changed_{change.ToLowerInvariant()} AFTER {change} ON {table}
                    BEGIN UPDATE revision SET changes = changes + 1; END
                    """);
            }
        }
    }
}
