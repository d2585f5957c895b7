using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>
/// How a phantom ends. A row that is moved to <c>retired_phantom</c> is no longer an answer, but still leads to its name; one that is deleted there leads
/// nowhere. <c>phantom_gone</c> tells every process which rows left <c>phantom</c>: on PostgreSQL by transaction, on SQLite by number, as
/// <c>revision</c> does.
/// </summary>
[Migration(2026_11_25_03_00_00, "retired_phantom, phantom_gone, ids that only grow")]
public sealed class M20261125030000PhantomLife : EngineMigration
{
    private const string Fixed = "retired_phantom takes rows of phantom as they are, and they never change: their addresses are out";

    private const string Foreign =
        "NOT EXISTS (SELECT 1 FROM phantom WHERE phantom.id = NEW.id AND phantom.tag = NEW.tag AND phantom.domain = NEW.domain)";

    public override void Up()
    {
        Both("""
            CREATE TABLE retired_phantom (
                id         {int} NOT NULL PRIMARY KEY,
                tag        {int} NOT NULL,
                domain     text NOT NULL,
                created_at {time} NOT NULL,
                used_at    {time},
                retired_at {time} NOT NULL DEFAULT {now}
            ) {strict}
            """);
        Sqlite("CREATE TABLE phantom_gone (change INTEGER PRIMARY KEY AUTOINCREMENT, id INTEGER NOT NULL, gone_at TEXT NOT NULL DEFAULT {now}) STRICT");
        Postgres("CREATE TABLE phantom_gone (change bigint NOT NULL, id bigint NOT NULL, gone_at timestamptz NOT NULL DEFAULT {now})");
        Postgres("CREATE INDEX phantom_gone_change ON phantom_gone (change)");
        SqliteTriggers();
        PostgresTriggers();
        PostgresIds();
    }

    private void SqliteTriggers()
    {
        Sqlite("CREATE TRIGGER phantom_left AFTER DELETE ON phantom BEGIN INSERT INTO phantom_gone (id) VALUES (OLD.id); END");
        // INSERT OR REPLACE removes the row that is in its way without that trigger.
        Sqlite("""
            CREATE TRIGGER phantom_replaced BEFORE INSERT ON phantom WHEN EXISTS (SELECT 1 FROM phantom WHERE domain = NEW.domain)
            BEGIN INSERT INTO phantom_gone (id) SELECT id FROM phantom WHERE domain = NEW.domain; END
            """);
        Sqlite($"CREATE TRIGGER retired_phantom_own BEFORE INSERT ON retired_phantom WHEN {Foreign} BEGIN SELECT RAISE(ABORT, '{Fixed}'); END");
        Sqlite($"""
            CREATE TRIGGER retired_phantom_fixed BEFORE UPDATE ON retired_phantom
            WHEN NEW.id <> OLD.id OR NEW.tag <> OLD.tag OR NEW.domain <> OLD.domain
            BEGIN SELECT RAISE(ABORT, '{Fixed}'); END
            """);
    }

    // SECURITY DEFINER: who may delete a phantom need not be allowed to write there.
    private void PostgresTriggers()
    {
        Postgres("""
            CREATE FUNCTION phantom_left() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = urelay, pg_temp AS $$
            BEGIN
                INSERT INTO phantom_gone (change, id) SELECT pg_current_xact_id()::text::bigint, id FROM gone;
                RETURN NULL;
            END $$
            """);
        Postgres("""
            CREATE TRIGGER phantom_left AFTER DELETE ON phantom REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION phantom_left()
            """);
        Postgres($"""
            CREATE FUNCTION retired_phantom_own() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = urelay, pg_temp AS $$
            BEGIN
                IF TG_OP = 'UPDATE' OR {Foreign} THEN
                    RAISE EXCEPTION '{Fixed}';
                END IF;
                RETURN NEW;
            END $$
            """);
        Postgres("CREATE TRIGGER retired_phantom_own BEFORE INSERT ON retired_phantom FOR EACH ROW EXECUTE FUNCTION retired_phantom_own()");
        Postgres("""
            CREATE TRIGGER retired_phantom_fixed BEFORE UPDATE ON retired_phantom FOR EACH ROW
            WHEN (NEW.id <> OLD.id OR NEW.tag <> OLD.tag OR NEW.domain <> OLD.domain) EXECUTE FUNCTION retired_phantom_own()
            """);
    }

    // setval() may also move a sequence back: nobody else draws an id between the look and the move, because an INSERT waits for the lock before it draws.
    private void PostgresIds()
    {
        Postgres("""
            CREATE FUNCTION pass_phantom_ids(passed bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = urelay, pg_temp AS $$
            BEGIN
                IF coalesce(pg_sequence_last_value('phantom_id_seq'::regclass), 0) < passed THEN
                    LOCK TABLE phantom IN SHARE ROW EXCLUSIVE MODE;
                    IF coalesce(pg_sequence_last_value('phantom_id_seq'::regclass), 0) < passed THEN
                        PERFORM setval('phantom_id_seq', passed);
                    END IF;
                END IF;
            END $$
            """);
        Postgres("""
            CREATE OR REPLACE FUNCTION phantom_id_is_new() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = urelay, pg_temp AS $$
            DECLARE drawn bigint := 0;
            BEGIN
                IF NEW.id > coalesce(pg_sequence_last_value('phantom_id_seq'::regclass), 0) THEN
                    PERFORM pass_phantom_ids(NEW.id);
                    RETURN NEW;
                END IF;
                BEGIN
                    drawn := currval('phantom_id_seq');
                EXCEPTION WHEN object_not_in_prerequisite_state THEN
                    NULL; -- None was drawn in this session.
                END;
                IF NEW.id <> drawn THEN
                    RAISE EXCEPTION 'ids of phantoms are never used again: leave the id out';
                END IF;
                RETURN NEW;
            END $$
            """);
    }
}
