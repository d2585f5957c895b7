using Relay.Store.Tests.Compliance;
using Relay.TestKit.Postgres;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Relay.Store.Tests.Compliance;

/// <summary>One server for all tests of the assembly, started when the first test asks.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly Lazy<Task<PostgresServer>> server = new(PostgresServer.StartAsync);

    public Task<PostgresServer> Server => server.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated)
            await (await server.Value).DisposeAsync();
    }
}
