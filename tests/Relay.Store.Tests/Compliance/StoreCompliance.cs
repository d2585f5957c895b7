using Microsoft.Extensions.Logging.Abstractions;
using Relay.Migrations;
using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Snapshots;
using Xunit;

namespace Relay.Store.Tests.Compliance;

/// <summary>What holds for a store on every engine. A file for each subject.</summary>
public abstract partial class StoreCompliance : IAsyncLifetime
{
    private readonly List<RelayStore> stores = [];
    private readonly string state = Directory.CreateTempSubdirectory("urelay-state-").FullName;
    private protected TestDatabase database = null!;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await CreateStoreAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (RelayStore store in stores)
            await store.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(state, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected abstract Task<TestDatabase> CreateStoreAsync();

    protected abstract Task<TestDatabase> CreateEmptyAsync();

    private static CompiledTables CompileNothing(CompiledTables? before, TableRows rows, long revision) => new(EmptySnapshot(revision), []);

    private static Snapshot EmptySnapshot(long revision) => new()
    {
        Revision = revision,
        Pools = [],
        Rules = RuleSet.Empty,
        StaticMappings = new StaticMappings(new Dictionary<uint, DomainName>(), new Dictionary<DomainName, uint>()),
        Hosts = new Hosts(new Dictionary<DomainName, NetAddress[]>()),
        Upstreams = new Dictionary<string, Upstream> { [Upstream.DirectName] = new() { Name = Upstream.DirectName, Kind = UpstreamKind.Direct } },
    };

    private protected async Task<RelayStore> OpenAsync(
        StoreRole role = StoreRole.DnsBackend, SnapshotCompiling? compile = null, TimeSpan? poll = null, Action<long, IFlowSink>? worker = null, int knownAtStart = 0)
    {
        StoreOptions options = new()
        {
            Location = database.Location,
            WorkerName = "test",
            PollInterval = poll ?? TimeSpan.FromHours(1),
            StateDirectory = state,
            Phantoms = new PhantomOptions { KnownAtStart = knownAtStart },
        };
        StoreParts parts = new(compile ?? CompileNothing, (id, sink) =>
        {
            worker?.Invoke(id, sink);
            return new NoJournal();
        });
        RelayStore store = await RelayStore.OpenAsync(options, role, NullLoggerFactory.Instance, TimeProvider.System, parts, Cancellation);
        stores.Add(store);
        return store;
    }

    /// <summary>In place of a store, what a first start finds: on SQLite a file.</summary>
    private async Task BeginAnewAsync()
    {
        await database.DisposeAsync();
        database = await CreateEmptyAsync();
        if (Parsed.Engine == Engine.Sqlite)
            await File.WriteAllBytesAsync(Parsed.Path, [], Cancellation);
    }

    /// <summary>For a store whose compiler would not agree with the next one's: on PostgreSQL each is told of every change, and says what it finds wrong.</summary>
    private protected async Task CloseAsync(RelayStore store)
    {
        stores.Remove(store);
        await store.DisposeAsync();
    }
}
