using Microsoft.Extensions.Logging.Abstractions;
using Relay.Store.Model;
using Relay.Store.Phantoms;
using Relay.Store.Sql;

namespace Relay.Store;

/// <summary>A store that is only looked at: nothing in it or beside it is made, upgraded or changed.</summary>
public sealed class StoreReader : IStoreView, IAsyncDisposable
{
    private readonly Database database;
    private readonly ViewTables tables;

    private StoreReader(Database database, ViewTables tables, CompiledTables compiled, RuleSet disabled)
    {
        (this.database, this.tables) = (database, tables);
        (Tables, Disabled) = (compiled, disabled);
        Phantoms = new ReadPhantoms(new PhantomTable(database));
    }

    public CompiledTables Tables { get; }

    public RuleSet Disabled { get; }

    public IPhantoms Phantoms { get; }

    /// <summary>Reads the configuration as it is now.</summary>
    /// <exception cref="StoreUnavailableException">There is no such store, or it cannot be read by this version. The message is one line.</exception>
    public static async Task<StoreReader> OpenAsync(StoreOptions options, TimeProvider time, CancellationToken cancellation)
    {
        StoreLocation location = StoreLocation.Parse(options.Location);
        if (options.IsEmbedded && !File.Exists(location.Path))
            throw new StoreUnavailableException($"there is no store {location.Name}: name another with --store, or make it with 'urelay migrate'");
        Database database = Database.Open(location, time, readOnly: true);
        try
        {
            await new Schema(database, NullLogger.Instance, time).CheckAsync(cancellation).ConfigureAwait(false);
            ViewTables tables = new(database);
            (CompiledTables compiled, RuleSet disabled) = await tables.ReadConfigurationAsync(cancellation).ConfigureAwait(false);
            return new StoreReader(database, tables, compiled, disabled);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public Task<IReadOnlyList<KnownPhantom>> PhantomsOfAsync(DomainName domain) => tables.PhantomsOfAsync(domain);

    public Task<KnownPhantom?> PhantomOfAsync(long id) => tables.PhantomOfAsync(id);

    public Task<IReadOnlyDictionary<long, WrittenRule>> RulesAsync(IReadOnlyCollection<long> ids) => tables.RulesAsync(ids);

    /// <summary>A row of the audit; null where there is none, or none yet.</summary>
    public Task<RecordedFlow?> FlowAsync(long id) => tables.FlowAsync(id);

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
