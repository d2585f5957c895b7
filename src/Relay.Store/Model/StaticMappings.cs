namespace Relay.Store.Model;

/// <summary>The compiled rows of <c>static_mapping</c>, both ways.</summary>
public sealed class StaticMappings(IReadOnlyDictionary<uint, DomainName> names, IReadOnlyDictionary<DomainName, uint> indexes)
{
    public bool TryGet(uint index, out DomainName domain) => names.TryGetValue(index, out domain);

    public bool TryGet(DomainName domain, out uint index) => indexes.TryGetValue(domain, out index);
}
