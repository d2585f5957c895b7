using Relay.Store.Model;

namespace Relay.Store;

/// <summary>What there is in a store to explain its decisions by. Nothing is changed by looking.</summary>
public interface IStoreView
{
    /// <summary>The configuration, compiled: what a process that starts now would have.</summary>
    CompiledTables Tables { get; }

    /// <summary>The rules that are not enabled, as they would be if they were.</summary>
    RuleSet Disabled { get; }

    /// <summary>Finds, and assigns nothing.</summary>
    IPhantoms Phantoms { get; }

    /// <summary>Those of a name: at most one that is not retired, which comes first.</summary>
    Task<IReadOnlyList<KnownPhantom>> PhantomsOfAsync(DomainName domain);

    /// <summary>The one with an id, whatever its tag; null where nobody was given it.</summary>
    Task<KnownPhantom?> PhantomOfAsync(long id);

    /// <summary>The rows that there are of <paramref name="ids"/>, by id.</summary>
    Task<IReadOnlyDictionary<long, WrittenRule>> RulesAsync(IReadOnlyCollection<long> ids);
}
