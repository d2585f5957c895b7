using Npgsql;

namespace Relay.TestKit.Postgres;

/// <summary>A server of a test's own, which it may stop and kill: always of the installed binaries.</summary>
public sealed class OwnPostgres : IAsyncDisposable
{
    private readonly LocalCluster cluster;

    private OwnPostgres(LocalCluster cluster) => this.cluster = cluster;

    public static async Task<OwnPostgres> StartAsync() => new(await LocalCluster.StartAsync(
        LocalCluster.FindBinaries() ?? throw new InvalidOperationException("This test needs PostgreSQL's binaries: install the package postgresql")).ConfigureAwait(false));

    /// <summary>An empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        string name = $"urelay_test_{Guid.NewGuid():n}";
        NpgsqlConnection connection = new(cluster.ConnectionString);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync().ConfigureAwait(false);
#pragma warning disable CA2100 // A name made above.
            using NpgsqlCommand command = new($"CREATE DATABASE {name}", connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        return new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Ends it: in order, with every connection cut.</summary>
    public Task StopAsync() => cluster.StopAsync("fast");

    /// <summary>Ends it with SIGKILL: it recovers from its log at the next start.</summary>
    public Task KillAsync() => cluster.KillAsync();

    public Task StartAgainAsync() => cluster.StartServerAsync();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();
}
