namespace Relay.Worker.Linux;

/// <summary>What RFC 6724 asks about an own address, as it is about what leaves from there.</summary>
[Flags]
internal enum AddressTraits
{
    None = 0,

    /// <summary>It is not to be used for what is new: RFC 4862 section 5.5.4.</summary>
    Deprecated = 1,

    /// <summary>It is a tunnel's, which carries packets in others of IPv4 or IPv6.</summary>
    Encapsulated = 2,
}
