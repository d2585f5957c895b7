using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>Times as reports need them, so that a report uses no engine's date functions: the view is the one place that knows them.</summary>
[Migration(2026_11_22_23_15_00, "connection_report")]
public sealed class M20261122231500Reports : EngineMigration
{
    public override void Up()
    {
        // The columns of the table last: PostgreSQL replaces a view only by one that has more of them at the end.
        Sqlite("""
            CREATE VIEW connection_report AS
            SELECT
                substr(accepted_at, 1, 10) AS day,
                substr(accepted_at, 12, 2) AS hour,
                CAST((julianday('now') - julianday(accepted_at)) * 86400 AS INTEGER) AS age_s,
                CAST(round((julianday(dialed_at) - julianday(accepted_at)) * 86400000) AS INTEGER) AS dial_ms,
                CAST(round((julianday(ended_at) - julianday(accepted_at)) * 86400000) AS INTEGER) AS duration_ms,
                connection.*
            FROM connection
            """);
        Postgres("""
            CREATE VIEW connection_report AS
            SELECT
                to_char(accepted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day,
                to_char(accepted_at AT TIME ZONE 'UTC', 'HH24') AS hour,
                extract(epoch FROM clock_timestamp() - accepted_at)::bigint AS age_s,
                round(extract(epoch FROM dialed_at - accepted_at) * 1000)::bigint AS dial_ms,
                round(extract(epoch FROM ended_at - accepted_at) * 1000)::bigint AS duration_ms,
                connection.*
            FROM connection
            """);
    }
}
