using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>
/// <c>connection_attempt</c>: a view, because nearly every dial has one attempt, which connects, and of which the flow's own row knows all but the beginning.
/// A second row for each flow would be the dearer half of the audit. Of other dials the attempts stand in the flow's row, in JSON: they come and go with it.
/// </summary>
[Migration(2026_11_25_04_01_00, "connection_attempt")]
public sealed class M20261125040100Attempts : EngineMigration
{
    public override void Up()
    {
        Both("ALTER TABLE connection ADD COLUMN dialing_at {time}");
        Both("ALTER TABLE connection ADD COLUMN attempts text");
        ConnectionViews.Replace(Postgres);
        Sqlite("""
            CREATE VIEW connection_attempt AS
            SELECT id AS connection_id, target_address AS address, upstream, dialing_at AS started_at,
                CAST(round((julianday(dialed_at) - julianday(dialing_at)) * 86400000) AS INTEGER) AS ms, 'ok' AS outcome
            FROM connection WHERE attempts IS NULL AND dialing_at IS NOT NULL AND dialed_at IS NOT NULL
            UNION ALL
            SELECT connection.id, json_extract(attempt.value, '$.address'), json_extract(attempt.value, '$.upstream'), json_extract(attempt.value, '$.started_at'),
                json_extract(attempt.value, '$.ms'), json_extract(attempt.value, '$.outcome')
            FROM connection, json_each(connection.attempts) AS attempt WHERE connection.attempts IS NOT NULL
            """);
        Postgres("""
            CREATE VIEW connection_attempt AS
            SELECT id AS connection_id, target_address AS address, upstream, dialing_at AS started_at,
                round(extract(epoch FROM dialed_at - dialing_at) * 1000)::bigint AS ms, 'ok' AS outcome
            FROM connection WHERE attempts IS NULL AND dialing_at IS NOT NULL AND dialed_at IS NOT NULL
            UNION ALL
            SELECT connection.id, attempt.address, attempt.upstream, attempt.started_at AT TIME ZONE 'UTC', attempt.ms, attempt.outcome
            FROM connection, json_to_recordset(connection.attempts::json) AS attempt (address text, upstream text, started_at timestamp, ms bigint, outcome text)
            WHERE connection.attempts IS NOT NULL
            """);
    }
}
