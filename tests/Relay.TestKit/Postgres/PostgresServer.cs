using Npgsql;

namespace Relay.TestKit.Postgres;

/// <summary>
/// A PostgreSQL server for tests: the one that <c>URELAY_TEST_POSTGRES</c> names, else a throw-away cluster of the installed binaries, else a container.
/// Tests are never skipped for want of one.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly string connectionString;
    private readonly IAsyncDisposable? owned;

    private PostgresServer(string connectionString, IAsyncDisposable? owned) => (this.connectionString, this.owned) = (connectionString, owned);

    public static async Task<PostgresServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("URELAY_TEST_POSTGRES") is { Length: > 0 } given)
            return new(given, null);
        List<string> reasons = [];
        try
        {
            if (LocalCluster.FindBinaries() is { } binaries)
            {
                LocalCluster cluster = await LocalCluster.StartAsync(binaries).ConfigureAwait(false);
                return new(cluster.ConnectionString, cluster);
            }
            reasons.Add("no installed PostgreSQL binaries (initdb in /usr/lib/postgresql/*/bin or PATH)");
        }
        catch (InvalidOperationException e)
        {
            reasons.Add(e.Message);
        }
        try
        {
            Testcontainers.PostgreSql.PostgreSqlContainer container = new Testcontainers.PostgreSql.PostgreSqlBuilder("postgres:15").Build();
            await container.StartAsync().ConfigureAwait(false);
            return new(container.GetConnectionString(), container);
        }
        catch (Exception e)
        {
            reasons.Add($"no container: {e.Message}");
            throw new InvalidOperationException(
                $"These tests need PostgreSQL: install it, or set URELAY_TEST_POSTGRES to a connection string. {string.Join("; ", reasons)}", e);
        }
    }

    /// <summary>Makes a database; the caller's alone.</summary>
    /// <param name="template">The name of the one that it is a copy of, which nobody may be connected to; null: an empty one.</param>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        string name = $"urelay_test_{Guid.NewGuid():n}";
        // Its files, which takes a third of the time of going through the log; before version 15 that was the only way, and had no name.
        await ExecuteAsync(server => template is null ? $"CREATE DATABASE {name}" : $"CREATE DATABASE {name} TEMPLATE {template} {(server.Major < 15 ? "" : "STRATEGY file_copy")}").ConfigureAwait(false);
        return new NpgsqlConnectionStringBuilder(connectionString) { Database = name }.ConnectionString;
    }

    public async Task DropDatabaseAsync(string database) =>
        await ExecuteAsync(_ => $"DROP DATABASE {new NpgsqlConnectionStringBuilder(database).Database} WITH (FORCE)").ConfigureAwait(false);

    public ValueTask DisposeAsync() => owned?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task ExecuteAsync(Func<Version, string> sql)
    {
        NpgsqlConnection connection = new(connectionString);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync().ConfigureAwait(false);
#pragma warning disable CA2100 // Names made above.
            using NpgsqlCommand command = new(sql(connection.PostgreSqlVersion), connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
    }
}
