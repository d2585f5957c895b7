namespace Relay.Store.Model;

/// <summary>The compiled rows of <c>host</c>.</summary>
public sealed class Hosts(IReadOnlyDictionary<DomainName, NetAddress[]> addresses)
{
    /// <summary>The fixed addresses of a name; false where it has none and is to be resolved.</summary>
    public bool TryGet(DomainName domain, out ReadOnlySpan<NetAddress> found)
    {
        bool known = addresses.TryGetValue(domain, out NetAddress[]? array);
        found = array;
        return known;
    }
}
