using System.Globalization;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Listening;

namespace Relay.Worker.Monitoring;

/// <summary>Where <c>--metrics</c> serves: <c>127.0.0.1:9464</c>, <c>[::1]:9464</c>.</summary>
internal sealed record MetricsEndpoint(NetAddress Address, ushort Port)
{
    public const int Backlog = 16;

    /// <summary>Only programs of this machine come this way.</summary>
    public bool IsLoopback => Address.IsIPv4 ? Address.Low32 >> 24 == 127 : Address == NetAddress.Parse("::1");

    public static bool TryParse(string text, out MetricsEndpoint endpoint)
    {
        endpoint = null!;
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
            return false;
        string host = text[..colon];
        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!NetAddress.TryParse(bracketed ? host[1..^1] : host, out NetAddress address) || bracketed == address.IsIPv4)
            return false;
        endpoint = new MetricsEndpoint(address, port);
        return true;
    }

    /// <summary>A listening socket. Without SO_REUSEPORT: a second worker on the port is a mistake.</summary>
    /// <exception cref="ListenerException">Why not, in one line.</exception>
    public int Open()
    {
        int fd = Libc.OpenSocket(NativeAddress.FamilyOf(Address), Libc.Stream);
        _ = Libc.SetOption(fd, SocketOption.ReuseAddress, 1);
        Errno error = Libc.Bind(fd, NativeAddress.Of(Address, Port)) is { Succeeded: false } bound ? bound.Error : Libc.Listen(fd, Backlog).Error;
        if (error == Errno.None)
            return fd;
        Libc.Close(fd);
        throw new ListenerException($"--metrics {this}", error.ToText());
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Address.IsIPv4 ? Address.ToString() : $"[{Address}]")}:{Port}");
}
