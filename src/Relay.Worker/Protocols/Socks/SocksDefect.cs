namespace Relay.Worker.Protocols.Socks;

/// <summary>Why a request that could be read cannot be served: it deserves a reply, where an unreadable one gets none.</summary>
internal enum SocksDefect
{
    None,

    /// <summary>BIND, UDP ASSOCIATE, or a number nobody assigned.</summary>
    Command,
    AddressType,

    /// <summary>The domain field holds neither a domain name nor an address.</summary>
    Name,
}
