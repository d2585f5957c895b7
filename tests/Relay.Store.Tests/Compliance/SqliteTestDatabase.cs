using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Relay.Store.Tests.Compliance;

internal sealed class SqliteTestDatabase : TestDatabase
{
    private readonly string directory = Directory.CreateTempSubdirectory("urelay-store-").FullName;

    public override string Location => Path.Combine(directory, "relay.db");

    public override async Task<DbConnection> OpenAsync()
    {
        // As in the sqlite3 shell, foreign keys are off.
        SqliteConnection connection = new($"Data Source={Location};Pooling=False;Foreign Keys=False");
        await connection.OpenAsync();
        return connection;
    }

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
