using System.Data.Common;
using Npgsql;
using Relay.TestKit.Postgres;

namespace Relay.Store.Tests.Compliance;

internal sealed class PostgresTestDatabase(PostgresServer server, string connectionString) : TestDatabase
{
    public override string Location => connectionString;

    public override async Task<DbConnection> OpenAsync()
    {
        NpgsqlConnection connection = new(connectionString + ";Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    public override async ValueTask DisposeAsync() => await server.DropDatabaseAsync(connectionString);
}
