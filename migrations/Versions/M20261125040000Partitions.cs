using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>
/// On PostgreSQL <c>connection</c> becomes a table of partitions by the time of accept, so that old rows go with their partition. The key becomes (id, accepted_at):
/// a flow has one time of accept for ever. SQLite has no partitions.
/// </summary>
[Migration(2026_11_25_04_00_00, "connection in partitions on PostgreSQL")]
public sealed class M20261125040000Partitions : EngineMigration
{
    public override void Up()
    {
        Postgres("ALTER TABLE connection RENAME TO connection_before");
        Postgres("ALTER TABLE connection_before RENAME CONSTRAINT connection_pkey TO connection_before_pkey");
        Postgres("DROP INDEX connection_accepted_at, connection_domain, connection_client, connection_open");
        Postgres("CREATE TABLE connection (LIKE connection_before INCLUDING DEFAULTS) PARTITION BY RANGE (accepted_at)");
        Postgres("ALTER TABLE connection ADD PRIMARY KEY (id, accepted_at)");
        Postgres("CREATE INDEX connection_accepted_at ON connection (accepted_at)");
        Postgres("CREATE INDEX connection_domain ON connection (domain)");
        Postgres("CREATE INDEX connection_client ON connection (client_address)");
        Postgres("CREATE INDEX connection_open ON connection (worker) WHERE outcome = 'open'");
        // What no other partition takes: a clock that is wrong must not stop the audit.
        Postgres("CREATE TABLE connection_rest PARTITION OF connection DEFAULT");
        Bounds();
        Make();
        Keep();
        Drop();
        Move();
    }

    private void Bounds() => Postgres("""
        CREATE VIEW connection_partition AS
        SELECT part.relname::text AS name,
            substring(pg_get_expr(part.relpartbound, part.oid) FROM $$FROM \('([^']+)'\)$$)::timestamptz AS from_at,
            substring(pg_get_expr(part.relpartbound, part.oid) FROM $$TO \('([^']+)'\)$$)::timestamptz AS to_at
        FROM pg_inherits JOIN pg_class AS part ON part.oid = inhrelid
        WHERE inhparent = 'connection'::regclass AND part.relname <> 'connection_rest'
        """);

    // The partition for a time: of a day or a month, or of what its neighbours leave of that. Rows that came before it are taken out of the rest.
    private void Make() => Postgres("""
        CREATE FUNCTION connection_make_partition(at timestamptz, width text) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = urelay, pg_temp SET timezone = 'UTC' SET lock_timeout = '2s' AS $$
        DECLARE
            lower_at timestamptz := date_trunc(width, at);
            upper_at timestamptz := date_trunc(width, at) + ('1 ' || width)::interval;
            part text;
        BEGIN
            IF width NOT IN ('day', 'month') THEN
                RAISE EXCEPTION 'a partition of connection is a day or a month';
            END IF;
            PERFORM pg_advisory_xact_lock(hashtext('urelay.connection'));
            IF EXISTS (SELECT FROM connection_partition WHERE at >= from_at AND at < to_at) THEN
                RETURN;
            END IF;
            SELECT greatest(lower_at, max(to_at)) INTO lower_at FROM connection_partition WHERE to_at <= at;
            SELECT least(upper_at, min(from_at)) INTO upper_at FROM connection_partition WHERE from_at > at;
            part := 'connection_' || to_char(lower_at, 'YYYYMMDD');
            LOCK TABLE connection_rest IN ACCESS EXCLUSIVE MODE;
            EXECUTE format('CREATE TABLE %I (LIKE connection INCLUDING DEFAULTS)', part);
            EXECUTE format('WITH moved AS (DELETE FROM connection_rest WHERE accepted_at >= %L AND accepted_at < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
                lower_at, upper_at, part);
            EXECUTE format('ALTER TABLE connection ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', part, lower_at, upper_at);
        END $$
        """);

    // SECURITY DEFINER: a worker's role has no right of its own to make tables. Only for times near now: who may call it makes no heaps of partitions.
    private void Keep()
    {
        Postgres("""
            CREATE FUNCTION connection_keep_partitions(width text) RETURNS void
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = urelay, pg_temp AS $$
            BEGIN
                PERFORM connection_make_partition(clock_timestamp(), width);
                PERFORM connection_make_partition(clock_timestamp() + interval '1 day', width);
            END $$
            """);
        Postgres("REVOKE EXECUTE ON FUNCTION connection_make_partition(timestamptz, text) FROM PUBLIC");
    }

    // A flow that is still open keeps its row. Not for everybody: it deletes.
    private void Drop()
    {
        Postgres("""
            CREATE FUNCTION connection_drop_partitions(before timestamptz) RETURNS bigint
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = urelay, pg_temp SET lock_timeout = '2s' AS $$
            DECLARE
                part text;
                gone bigint := 0;
                kept bigint;
                held bigint;
            BEGIN
                PERFORM pg_advisory_xact_lock(hashtext('urelay.connection'));
                FOR part IN SELECT name FROM connection_partition WHERE to_at <= before ORDER BY to_at LOOP
                    EXECUTE format('ALTER TABLE connection DETACH PARTITION %I', part);
                    EXECUTE format('SELECT count(*) FROM %I', part) INTO held;
                    EXECUTE format('INSERT INTO connection SELECT * FROM %I WHERE outcome = %L', part, 'open');
                    GET DIAGNOSTICS kept = ROW_COUNT;
                    EXECUTE format('DROP TABLE %I', part);
                    gone := gone + held - kept;
                END LOOP;
                RETURN gone;
            END $$
            """);
        Postgres("REVOKE EXECUTE ON FUNCTION connection_drop_partitions(timestamptz) FROM PUBLIC");
    }

    // The views, and who may read what, stay as they are.
    private void Move()
    {
        Postgres("""
            DO $$
            DECLARE
                month timestamptz;
                granted record;
            BEGIN
                FOR month IN SELECT DISTINCT date_trunc('month', accepted_at, 'UTC') FROM connection_before WHERE isfinite(accepted_at) LOOP
                    PERFORM connection_make_partition(month, 'month');
                END LOOP;
                PERFORM connection_keep_partitions('month');
                INSERT INTO connection SELECT * FROM connection_before;
                FOR granted IN
                    SELECT acl.privilege_type AS what, CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END AS whom
                    FROM pg_class, aclexplode(relacl) AS acl WHERE pg_class.oid = 'connection_before'::regclass AND acl.grantee <> relowner
                LOOP
                    EXECUTE format('GRANT %s ON connection TO %s', granted.what, granted.whom);
                END LOOP;
            END $$
            """);
        ConnectionViews.Replace(Postgres);
        Postgres("DROP TABLE connection_before");
    }
}
