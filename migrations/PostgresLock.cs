using Npgsql;

namespace Relay.Migrations;

/// <summary>An advisory lock of the database, held by a session of its own: it ends with the session.</summary>
internal static class PostgresLock
{
    // "urelay" in ASCII.
    private const long Key = 0x7572_656c_6179;

    // pg_locks(5) splits a key of 64 bits in two. What the role may not see is null.
    private const string Holder = """
        SELECT 'the session ' || pid || ' of ' || coalesce(usename, 'another role') || ' on ' || coalesce(host(client_addr), 'the server''s machine')
        FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND classid = ($1 >> 32)::oid AND objid = ($1 & 4294967295)::oid
            AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    /// <exception cref="TimeoutException">Another process has held it for too long.</exception>
    public static IDisposable Take(string connectionString, Patience patience)
    {
        NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "urelay migrate" }.ConnectionString);
        try
        {
            connection.Open();
            while (Ask(connection, "SELECT pg_try_advisory_lock($1)") is not true)
                patience.Wait($"another process that changes the schema: {Ask(connection, Holder) ?? "it has just ended"}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static object? Ask(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Constants of this file.
        using NpgsqlCommand command = new(sql, connection) { Parameters = { new() { Value = Key } } };
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
