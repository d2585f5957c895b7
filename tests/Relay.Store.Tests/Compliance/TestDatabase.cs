using System.Data.Common;

namespace Relay.Store.Tests.Compliance;

/// <summary>A database of one engine that is a test's alone, and a plain connection to it, as an administrator's shell has it.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    public abstract string Location { get; }

    public abstract Task<DbConnection> OpenAsync();

    public abstract ValueTask DisposeAsync();

    public async Task ExecuteAsync(string sql)
    {
        await using DbConnection connection = await OpenAsync();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using DbConnection connection = await OpenAsync();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
