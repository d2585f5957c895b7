namespace Relay.Store.Model;

/// <summary>What the addresses of a pool are.</summary>
public enum PoolKind
{
    /// <summary>Phantom addresses, a /64 (design section 4).</summary>
    Phantom6,

    /// <summary>IPv4 addresses in IPv6, by one of the prefix lengths of RFC 6052: taken as the literal that they carry.</summary>
    Nat64,
}
