namespace Relay.Migrations.Versions;

/// <summary>
/// The views of <c>connection</c> on PostgreSQL, where a view keeps the columns that its table had when it was made: a change of the table replaces them.
/// On SQLite they follow by themselves.
/// </summary>
internal static class ConnectionViews
{
    public static void Replace(Action<string> postgres)
    {
        postgres("""
            CREATE OR REPLACE VIEW live_connection AS
            SELECT extract(epoch FROM clock_timestamp() - accepted_at)::bigint AS age_s, connection.* FROM connection WHERE outcome = 'open'
            """);
        postgres("""
            CREATE OR REPLACE VIEW connection_report AS
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
