namespace Relay.Store.Model.Rewrites;

/// <summary>What a <see cref="Mapping"/> makes of a match: a name, or (where <paramref name="Domain"/> is <c>default</c>) an address; or nothing, for a <paramref name="Fault"/>, which quotes no part of a name: the audit may not know it.</summary>
public readonly record struct Mapped(DomainName Domain, NetAddress Address, string? Fault)
{
    public static Mapped To(DomainName domain) => new(domain, default, null);

    public static Mapped To(NetAddress address) => new(default, address, null);

    public static Mapped Nothing(string fault) => new(default, default, fault);
}
