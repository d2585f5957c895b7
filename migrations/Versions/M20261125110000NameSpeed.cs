using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>
/// What PostgreSQL looks at when a name gets its phantom, in a fraction of the time. The same names are names, and the same ids are new; but the trigger that looks
/// at ids is called only for one that is not the sequence's last. So a phantom whose id is the last one moves the sequence on when it goes.
/// </summary>
[Migration(2026_11_25_11_00_00, "quick new names")]
public sealed class M20261125110000NameSpeed : EngineMigration
{
    public override void Up()
    {
        // NOT VALID: the rows that are there passed the same check, and are not read again while everybody waits.
        PostgresAsIs("""
            ALTER TABLE phantom
                DROP CONSTRAINT "phantom.domain is a lower-case name, no final dot",
                ADD CONSTRAINT "phantom.domain is a lower-case name, no final dot"
                    CHECK (length(domain) <= 253 AND domain ~ '^([a-z0-9_-]+\.)*[a-z0-9_-]+$' AND (length(domain) < 64 OR domain !~ '[^.]{64}')) NOT VALID
            """);
        PostgresAsIs("""
            CREATE OR REPLACE FUNCTION phantom_left() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = urelay, pg_temp AS $$
            DECLARE newest bigint := pg_sequence_last_value('phantom_id_seq'::regclass);
            BEGIN
                INSERT INTO phantom_gone (change, id) SELECT pg_current_xact_id()::text::bigint, id FROM gone;
                IF newest < 1099511627775 AND EXISTS (SELECT FROM gone WHERE id = newest) THEN
                    PERFORM nextval('phantom_id_seq');
                END IF;
                RETURN NULL;
            END $$
            """);
        Postgres("DROP TRIGGER phantom_id_is_new ON phantom");
        // After the last id there is none to move on to: that one is always looked at.
        PostgresAsIs("""
            CREATE TRIGGER phantom_id_is_new BEFORE INSERT ON phantom FOR EACH ROW
            WHEN (NEW.id IS DISTINCT FROM pg_sequence_last_value('urelay.phantom_id_seq'::regclass) OR NEW.id = 1099511627775) EXECUTE FUNCTION phantom_id_is_new()
            """);
        // The condition is judged with the rights of who inserts.
        PostgresAsIs("""
            DO $$
            DECLARE who text;
            BEGIN
                FOR who IN SELECT DISTINCT grantee FROM information_schema.column_privileges
                    WHERE table_schema = 'urelay' AND table_name = 'phantom' AND privilege_type = 'INSERT' AND grantee <> 'PUBLIC' LOOP
                    EXECUTE format('GRANT SELECT ON SEQUENCE urelay.phantom_id_seq TO %I', who);
                END LOOP;
            END $$
            """);
    }
}
