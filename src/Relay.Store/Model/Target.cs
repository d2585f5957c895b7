using System.Globalization;

namespace Relay.Store.Model;

/// <summary>Where a flow is to be led: a name, or (where <paramref name="Domain"/> is <c>default</c>) an address; and a port.</summary>
public readonly record struct Target(DomainName Domain, NetAddress Address, ushort Port)
{
    public bool HasName => Domain.Value is not null;

    /// <summary><c>www.example.com:443</c>, <c>192.0.2.1:443</c>, <c>[2001:db8::1]:443</c>.</summary>
    public override string ToString()
    {
        string host = HasName ? Domain.Value : Address.IsIPv4 ? Address.ToString() : $"[{Address}]";
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{Port}");
    }
}
