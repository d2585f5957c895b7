namespace Relay.Store.Model;

/// <summary>Who is asked for names (<c>resolver.kind</c>).</summary>
public enum ResolverKind
{
    /// <summary>The DNS servers of the row.</summary>
    Dns,

    /// <summary>The DNS servers of the system: resolv.conf(5).</summary>
    System,

    /// <summary>Multicast DNS (RFC 6762), by avahi-daemon(8).</summary>
    Mdns,

    /// <summary>systemd-resolved.service(8).</summary>
    Resolved,
}
