using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>Ids are never used again and rows never come to mean another name: a phantom address must not lead to another domain.</summary>
[Migration(2026_11_22_22_00_03, "phantom")]
public sealed class M20261122220003Phantom : EngineMigration
{
    private const string Checks = """
        CONSTRAINT "phantom.id is 1 to 1099511627775 (40 bits)" CHECK (id BETWEEN 1 AND 1099511627775),
        CONSTRAINT "phantom.tag is 0 to 4194303 (22 bits)" CHECK (tag BETWEEN 0 AND 4194303),
        CONSTRAINT "phantom.domain is a lower-case name, no final dot" CHECK ({name:domain})
        """;

    public override void Up()
    {
        Sqlite($$"""
            CREATE TABLE phantom (
                id         INTEGER PRIMARY KEY AUTOINCREMENT,
                tag        INTEGER NOT NULL DEFAULT (random() & 4194303),
                domain     TEXT NOT NULL UNIQUE,
                created_at TEXT NOT NULL DEFAULT {now},
                used_at    TEXT,
                {{Checks}}
            ) STRICT
            """);
        // Not of columns: the id has other names too (rowid, oid, _rowid_), which such a list does not cover.
        Sqlite("""
            CREATE TRIGGER phantom_fixed BEFORE UPDATE ON phantom
            WHEN NEW.id <> OLD.id OR NEW.tag <> OLD.tag OR NEW.domain <> OLD.domain
            BEGIN SELECT RAISE(ABORT, 'id, tag and domain of a phantom never change: its address is out'); END
            """);
        // Before an insert without id, NEW.id is -1.
        Sqlite("""
            CREATE TRIGGER phantom_id_is_new BEFORE INSERT ON phantom
            WHEN NEW.id > 0 AND NEW.id <= (SELECT seq FROM sqlite_sequence WHERE name = 'phantom')
            BEGIN SELECT RAISE(ABORT, 'ids of phantoms are never used again: leave the id out'); END
            """);
        // gen_random_uuid() is the strong generator; random() is not.
        Postgres($$"""
            CREATE TABLE phantom (
                id         bigint GENERATED ALWAYS AS IDENTITY (MAXVALUE 1099511627775 NO CYCLE) PRIMARY KEY,
                tag        bigint NOT NULL DEFAULT (('x' || substr(gen_random_uuid()::text, 1, 6))::bit(24)::integer & 4194303),
                domain     text NOT NULL UNIQUE,
                created_at timestamptz NOT NULL DEFAULT {now},
                used_at    timestamptz,
                {{Checks}}
            )
            """);
        Postgres("""
            CREATE FUNCTION phantom_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'id, tag and domain of a phantom never change, nor are all ids used again: their addresses are out'; END $$
            """);
        Postgres("""
            CREATE TRIGGER phantom_fixed BEFORE UPDATE OF id, tag, domain ON phantom FOR EACH ROW
            WHEN (NEW.id <> OLD.id OR NEW.tag <> OLD.tag OR NEW.domain <> OLD.domain) EXECUTE FUNCTION phantom_fixed()
            """);
        // Of ids that the sequence has passed, only the one that it has just given to this session is new. A higher one, of an import, moves the sequence on, as
        // AUTOINCREMENT does. pg_dump makes triggers after the data, so a restore meets none.
        Postgres("""
            CREATE FUNCTION phantom_id_is_new() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = urelay, pg_temp AS $$
            DECLARE drawn bigint := 0;
            BEGIN
                IF NEW.id > coalesce(pg_sequence_last_value('phantom_id_seq'::regclass), 0) THEN
                    PERFORM setval('phantom_id_seq', NEW.id);
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
        Postgres("CREATE TRIGGER phantom_id_is_new BEFORE INSERT ON phantom FOR EACH ROW EXECUTE FUNCTION phantom_id_is_new()");
        // TRUNCATE … RESTART IDENTITY would begin again at 1.
        Postgres("CREATE TRIGGER phantom_kept BEFORE TRUNCATE ON phantom EXECUTE FUNCTION phantom_fixed()");
        Addresses();
    }

    // 01, 40 bits of id, 22 bits of tag behind the prefix, as RFC 5952 writes it: the longest run of zero groups, the first of equals, is "::".
    private void Addresses()
    {
        Postgres("""
            CREATE VIEW phantom_address AS
            SELECT phantom.domain, pool.name AS pool, host(pool.prefix::inet + ((1::bigint << 62) | (phantom.id << 22) | phantom.tag)) AS address
            FROM phantom CROSS JOIN pool WHERE pool.kind = 'phantom6'
            """);
        Sqlite("""
            CREATE VIEW phantom_address AS
            WITH spelt AS (
                SELECT domain, name AS pool,
                    ':' || head || substr(':0:0:0:0', 1, 2 * (4 - groups)) || printf(':%x:%x:%x:%x:',
                        0x4000 | (id >> 26), (id >> 10) & 0xffff, ((id & 0x3ff) << 6) | (tag >> 16), tag & 0xffff) AS text
                FROM phantom, (
                    SELECT name, head, CASE WHEN head = '' THEN 0 ELSE 1 + length(head) - length(replace(head, ':', '')) END AS groups
                    FROM (SELECT name, substr(prefix, 1, length(prefix) - 5) AS head FROM pool WHERE kind = 'phantom6'))),
            zeros AS (
                SELECT domain, pool, text, CASE
                    WHEN instr(text, ':0:0:0:0:') THEN ':0:0:0:0:' WHEN instr(text, ':0:0:0:') THEN ':0:0:0:' WHEN instr(text, ':0:0:') THEN ':0:0:' END AS run
                FROM spelt)
            SELECT domain, pool, CASE WHEN run IS NULL THEN trim(text, ':') ELSE
                ltrim(substr(text, 1, instr(text, run) - 1), ':') || '::' || rtrim(substr(text, instr(text, run) + length(run)), ':') END AS address
            FROM zeros
            """);
    }
}
