using FluentMigrator;

namespace Relay.Migrations.Versions;

[Migration(2026_11_22_22_00_04, "worker, connection, live_connection")]
public sealed class M20261122220004Audit : EngineMigration
{
    public override void Up()
    {
        Both("""
            CREATE TABLE worker (
                id         {id},
                name       text NOT NULL,
                started_at {time} NOT NULL DEFAULT {now},
                seen_at    {time} NOT NULL DEFAULT {now}
            ) {strict}
            """);
        // No reference to worker or rule: an audit row outlives both. No checks of words: only the relay writes here, and a check that a new word fails would mean
        // copying the table on SQLite.
        Both("""
            CREATE TABLE connection (
                id              {int} NOT NULL PRIMARY KEY,
                worker          {int} NOT NULL,
                listener        text NOT NULL,
                transport       text NOT NULL,
                client_address  text NOT NULL,
                client_port     {int} NOT NULL,
                asked_address   text,
                asked_port      {int} NOT NULL,
                domain          text,
                learnt_by       text,
                rule_id         {int},
                address_rule_id {int},
                rewrites        text,
                target_domain   text,
                target_address  text,
                target_port     {int},
                upstream        text,
                remote_address  text,
                remote_port     {int},
                bytes_up        {int} NOT NULL DEFAULT 0,
                bytes_down      {int} NOT NULL DEFAULT 0,
                accepted_at     {time} NOT NULL,
                dialed_at       {time},
                ended_at        {time},
                outcome         text NOT NULL DEFAULT 'open',
                error           text,
                revision        {int} NOT NULL
            ) {strict}
            """);
        Both("CREATE INDEX connection_accepted_at ON connection (accepted_at)");
        Both("CREATE INDEX connection_domain ON connection (domain)");
        Both("CREATE INDEX connection_client ON connection (client_address)");
        Both("CREATE INDEX connection_open ON connection (worker) WHERE outcome = 'open'");
        // The columns of the table last: PostgreSQL replaces a view only by one that has more of them at the end.
        Sqlite("""
            CREATE VIEW live_connection AS
            SELECT CAST((julianday('now') - julianday(accepted_at)) * 86400 AS INTEGER) AS age_s, connection.* FROM connection WHERE outcome = 'open'
            """);
        Postgres("""
            CREATE VIEW live_connection AS
            SELECT extract(epoch FROM clock_timestamp() - accepted_at)::bigint AS age_s, connection.* FROM connection WHERE outcome = 'open'
            """);
    }
}
