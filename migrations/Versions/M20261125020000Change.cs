using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>
/// <c>change</c>: which rows of the configuration were changed, by which transaction. A reader takes what the picture that it has could not see: on PostgreSQL by
/// <c>txid</c>, because a transaction may commit after one that began later; on SQLite, which has one writer, by <c>id</c>. Nobody waits for a counter.
/// <c>change_pruned</c> says up to where the feed is no longer whole: who was last there or before reads everything.
/// </summary>
[Migration(2026_11_25_02_00_00, "change")]
public sealed class M20261125020000Change : EngineMigration
{
    private static readonly ChangeFeed[] Configuration =
    [
        new("pool", ["name"], "prefix"),
        new("static_mapping", ["idx"]),
        new("host", ["domain", "address"]),
        new("upstream", ["name"]),
        new("rule", ["id"]),
        new("substitution", ["group_id"]),
        new("resolver", ["name"]),
        new("dns_zone", ["name"]),
        new("dns_record", ["id"], "name", "type", "content"),
    ];

    public override void Up()
    {
        Sqlite("""
            CREATE TABLE change (
                id         INTEGER PRIMARY KEY AUTOINCREMENT,
                txid       INTEGER NOT NULL DEFAULT 0,
                table_name TEXT NOT NULL,
                row_key    TEXT,
                changed_at TEXT NOT NULL DEFAULT {now}
            ) STRICT
            """);
        Postgres("""
            CREATE TABLE change (
                id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                txid       xid8 NOT NULL DEFAULT pg_current_xact_id(),
                table_name text NOT NULL,
                row_key    text,
                changed_at timestamptz NOT NULL DEFAULT {now}
            )
            """);
        Postgres("CREATE INDEX change_txid ON change (txid)");
        Sqlite("CREATE TABLE change_pruned (upto INTEGER NOT NULL) STRICT");
        Postgres("CREATE TABLE change_pruned (upto xid8 NOT NULL)");
        Both("INSERT INTO change_pruned (upto) VALUES ('0')");
        // The keys of a statement's rows, or one row without a key for very many or for all: then the table is read whole. NOTIFY is sent once for a transaction.
        // SECURITY DEFINER: who may change a rule need not be allowed to write here.
        Postgres("""
            CREATE FUNCTION record_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = urelay, pg_temp AS $$
            DECLARE many boolean := true;
            BEGIN
                IF TG_OP <> 'TRUNCATE' THEN
                    EXECUTE 'SELECT count(*) > 10000 FROM (SELECT FROM changed LIMIT 10001) AS first' INTO many;
                END IF;
                IF many THEN
                    INSERT INTO change (table_name) VALUES (TG_TABLE_NAME);
                ELSE
                    EXECUTE format('INSERT INTO change (table_name, row_key) SELECT %L, %s FROM changed', TG_TABLE_NAME, TG_ARGV[0]);
                    IF TG_OP = 'UPDATE' THEN
                        EXECUTE format('INSERT INTO change (table_name, row_key) SELECT %1$L, %3$s FROM former EXCEPT SELECT %1$L, %2$s FROM changed',
                            TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1]);
                    END IF;
                END IF;
                PERFORM pg_notify('urelay_change', '');
                RETURN NULL;
            END $$
            """);
        foreach (ChangeFeed feed in Configuration)
        {
            foreach (string trigger in feed.Sqlite())
                Sqlite(trigger);
            foreach (string trigger in feed.Postgres())
                Postgres(trigger);
        }
    }
}
