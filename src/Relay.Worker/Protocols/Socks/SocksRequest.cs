using Relay.Store.Model;

namespace Relay.Worker.Protocols.Socks;

/// <summary>
/// Where a SOCKS client wants to go: to <see cref="Domain"/> where <see cref="IsDomain"/>, else to <see cref="Address"/>.
/// With a <see cref="Defect"/> neither is set.
/// </summary>
internal readonly record struct SocksRequest(SocksVersion Version, NetAddress Address, DomainName Domain, ushort Port, SocksDefect Defect)
{
    public bool IsDomain => Domain.Value is not null;

    public static SocksRequest Defective(SocksVersion version, SocksDefect defect) => new(version, default, default, 0, defect);

    public static SocksRequest To(SocksVersion version, NetAddress address, ushort port) => new(version, address, default, port, SocksDefect.None);

    /// <summary>Of a domain field. Clients put address literals there too (curl --socks5-hostname, browsers): those are the addresses they say.</summary>
    public static SocksRequest ToNamed(SocksVersion version, ReadOnlySpan<byte> host, ushort port)
    {
        if (DomainName.TryParse(host, out DomainName domain))
            return new(version, default, domain, port, SocksDefect.None);
        Span<char> text = stackalloc char[MaxLiteral];
        if (host.Length <= MaxLiteral)
        {
            for (int i = 0; i < host.Length; i++)
                text[i] = (char)host[i];
            if (NetAddress.TryParse(text[..host.Length], out NetAddress address))
                return To(version, address, port);
        }
        return Defective(version, SocksDefect.Name);
    }

    /// <summary>INET6_ADDRSTRLEN without its NUL: the longest spelling of an address.</summary>
    private const int MaxLiteral = 45;
}
