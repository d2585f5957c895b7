using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Tests.Compliance;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Examples;

/// <summary>What <c>sql/</c> and the documents show runs unchanged on every engine, and does what it says. A file for each kind.</summary>
public abstract partial class SqlFiles : IAsyncLifetime
{
    private readonly List<RelayStore> stores = [];
    private protected TestDatabase database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await CreateStoreAsync();
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RelayStore store in stores)
            await store.DisposeAsync();
        await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<TestDatabase> CreateStoreAsync();

    /// <summary>The names of all tables and views.</summary>
    protected abstract string AllRelations { get; }

    /// <summary>Runs a file in the shell that comes with the engine.</summary>
    protected abstract Task<ShellResult> ShellAsync(string path);

    /// <summary>Opens the store as a process does, which compiles what the tables hold by now.</summary>
    private async Task<RelayStore> OpenAsync(StoreRole role = StoreRole.DnsBackend, Action<long, IFlowSink>? worker = null)
    {
        StoreOptions options = new() { Location = database.Location, WorkerName = "test", PollInterval = TimeSpan.FromHours(1) };
        StoreParts parts = new(SnapshotCompiler.Compile, (id, sink) =>
        {
            worker?.Invoke(id, sink);
            return new NoJournal();
        });
        RelayStore store = await RelayStore.OpenAsync(options, role, NullLoggerFactory.Instance, TimeProvider.System, parts, Cancellation);
        stores.Add(store);
        return store;
    }

    private async Task<string[]> ColumnsAsync(string relation)
    {
        await using DbConnection connection = await database.OpenAsync();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {relation} WHERE false";
        await using DbDataReader reader = await command.ExecuteReaderAsync(Cancellation);
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }

    /// <summary>The rows of the last result, each as its values with a bar between.</summary>
    private protected async Task<IReadOnlyList<string>> RowsAsync(string sql)
    {
        await using DbConnection connection = await database.OpenAsync();
        using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The repository's own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using DbDataReader reader = await command.ExecuteReaderAsync(Cancellation);
        Assert.True(reader.FieldCount > 0, "a report has columns");
        List<string> rows = [];
        object[] values = new object[reader.FieldCount];
        while (await reader.ReadAsync(Cancellation))
        {
            _ = reader.GetValues(values);
            rows.Add(string.Join('|', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture))));
        }
        return rows;
    }
}
