using Npgsql;

namespace Relay.Migrations;

/// <summary>An advisory lock of the database, held by a session of its own: it ends with the session.</summary>
internal static class PostgresLock
{
    // "urelay" in ASCII.
    private const long Key = 0x7572_656c_6179;

    public static IDisposable Take(string connectionString)
    {
        NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 60 }.ConnectionString);
        try
        {
            connection.Open();
            using NpgsqlCommand command = new("SELECT pg_advisory_lock($1)", connection) { Parameters = { new() { Value = Key } } };
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
