using System.Globalization;
using Relay.Store.Model;

namespace Relay.Worker.Listening;

/// <summary>
/// A listener as the administrator writes it:
/// <code>
/// scheme://address:port[,port…][?name=N][&amp;netns=NAME-or-PATH][&amp;device=DEV][&amp;max=N][&amp;cert=FILE][&amp;key=FILE]
/// </code>
/// Schemes: <c>transparent</c>, <c>socks</c>, <c>dns</c>, <c>dot</c> (DNS over TLS). One port of a transparent listener is TPROXY's; a list is of ports served without it.
/// </summary>
internal sealed record ListenerUrl
{
    private const string Shape = "write scheme://address:port, for instance socks://127.0.0.1:1080 or transparent://[::]:8080?netns=lab";

    public required ListenerKind Kind { get; init; }

    public required NetAddress Address { get; init; }

    /// <summary>At least one, in the order given.</summary>
    public required IReadOnlyList<ushort> Ports { get; init; }

    /// <summary>What rules and the audit call the listener. Default: its scheme.</summary>
    public required string Name { get; init; }

    /// <summary>The network namespace to listen in: a name of ip-netns(8), or a path. Null: the worker's own.</summary>
    public string? Netns { get; init; }

    /// <summary>SO_BINDTODEVICE, for instance a VRF. Null: none.</summary>
    public string? Device { get; init; }

    /// <summary>Flows that it has open at once, at most. Null: no limit of its own.</summary>
    public int? MaxFlows { get; init; }

    /// <summary>The PEM file of the certificate and its chain. Null: none; <c>dot</c> always has one.</summary>
    public string? Certificate { get; init; }

    /// <summary>The PEM file of its private key. Null: it is in the certificate's.</summary>
    public string? Key { get; init; }

    /// <summary>What is asked of it are names.</summary>
    public bool IsDns => Kind is ListenerKind.Dns or ListenerKind.Dot;

    /// <summary>TPROXY hands over connections to any address: IP_TRANSPARENT is wanted.</summary>
    public bool TakesAnyAddress => Kind == ListenerKind.Transparent && Ports.Count == 1;

    /// <exception cref="FormatException">The text is no listener: one line that says why.</exception>
    public static ListenerUrl Parse(string text)
    {
        int schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd < 0)
            throw Wrong(text, Shape);
        string scheme = text[..schemeEnd];
        ListenerKind kind = scheme switch
        {
            "transparent" => ListenerKind.Transparent,
            "socks" => ListenerKind.Socks,
            "dns" => ListenerKind.Dns,
            "dot" => ListenerKind.Dot,
            _ => throw Wrong(text, $"'{scheme}' is no kind of listener: use transparent, socks, dns or dot"),
        };
        string rest = text[(schemeEnd + 3)..];
        int query = rest.IndexOf('?', StringComparison.Ordinal);
        (string authority, string options) = query < 0 ? (rest, "") : (rest[..query], rest[(query + 1)..]);
        (NetAddress address, ushort[] ports) = ParseAuthority(text, authority);
        if (kind != ListenerKind.Transparent && ports.Length > 1)
            throw Wrong(text, "only a transparent listener takes a list of ports");
        ListenerUrl listener = ParseOptions(text, options, new ListenerUrl { Kind = kind, Address = address, Ports = ports, Name = scheme });
        return (kind == ListenerKind.Dot) == listener.Certificate is not null ? listener
            : throw Wrong(text, kind == ListenerKind.Dot ? "DNS over TLS needs a certificate: add ?cert=FILE, and &key=FILE where the key is in another" : "only a listener of DNS over TLS (dot) has a certificate");
    }

    public override string ToString()
    {
        string host = Address.IsIPv4 ? Address.ToString() : $"[{Address}]";
        string options = string.Concat(
            Netns is null ? "" : $"&netns={Netns}", Device is null ? "" : $"&device={Device}", MaxFlows is null ? "" : $"&max={MaxFlows}",
            Certificate is null ? "" : $"&cert={Certificate}", Key is null ? "" : $"&key={Key}");
        return $"{Kind.ToString().ToLowerInvariant()}://{host}:{string.Join(',', Ports)}{(options.Length == 0 ? "" : "?" + options[1..])}";
    }

    private static (NetAddress Address, ushort[] Ports) ParseAuthority(string text, string authority)
    {
        int colon = authority.LastIndexOf(':');
        if (colon < 0)
            throw Wrong(text, "the port is missing");
        string host = authority[..colon];
        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!NetAddress.TryParse(bracketed ? host[1..^1] : host, out NetAddress address) || (!bracketed && host.Contains(':', StringComparison.Ordinal)))
            throw Wrong(text, $"'{host}' is not an address (IPv6 goes in brackets)");
        ushort[] ports = [.. authority[(colon + 1)..].Split(',').Select(port => ParsePort(text, port))];
        return (address, ports);
    }

    private static ushort ParsePort(string text, string port) =>
        ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && number != 0
            ? number
            : throw Wrong(text, $"'{port}' is not a port (1-65535)");

    private static ListenerUrl ParseOptions(string text, string options, ListenerUrl listener)
    {
        foreach (string option in options.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = option.Split('=', 2);
            if (pair.Length < 2 || pair[1].Length == 0)
                throw Wrong(text, $"'{option}' needs a value");
            listener = pair[0] switch
            {
                "name" => listener with { Name = pair[1] },
                "netns" => listener with { Netns = pair[1] },
                "device" => listener with { Device = pair[1] },
                "max" => listener with { MaxFlows = ParseMaximum(text, listener.Kind, pair[1]) },
                "cert" => listener with { Certificate = pair[1] },
                "key" when listener.Kind == ListenerKind.Dot => listener with { Key = pair[1] },
                _ => throw Wrong(text, $"'{pair[0]}' is no option of a listener: use name, netns, device, max, or cert and key of dot"),
            };
        }
        return listener;
    }

    private static int ParseMaximum(string text, ListenerKind kind, string maximum) =>
        kind is ListenerKind.Dns or ListenerKind.Dot ? throw Wrong(text, "a DNS listener has no flows: leave out max")
        : int.TryParse(maximum, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number
        : throw Wrong(text, $"max '{maximum}' is not a number of flows from 1");

    private static FormatException Wrong(string text, string why) => new($"listener '{text}': {why}");
}
