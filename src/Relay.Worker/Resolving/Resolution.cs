using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>
/// The addresses of a name, the IPv6 ones first and each family as the server ordered it; the dial orders the families itself (RFC 8305 section 4).
/// Or why there are none: <see cref="Outcome.NameNotFound"/> (also where it has no address of either family), <see cref="Outcome.ResolverFailed"/> or
/// <see cref="Outcome.Timeout"/>, and in words.
/// </summary>
/// <param name="Outcome">Ok with addresses.</param>
/// <param name="Addresses">Empty unless Ok.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Reason">Null when Ok.</param>
internal sealed record Resolution(Outcome Outcome, IReadOnlyList<NetAddress> Addresses, ResolutionSource Source, string? Reason = null)
{
    /// <summary>Whether there is such a name, with addresses or without; null where nobody could say.</summary>
    public bool? Exists { get; init; } = Outcome == Outcome.Ok ? true : null;

    /// <summary>RFC 6761 section 6.3. Whether a flow may go there is for the guard to say.</summary>
    public static readonly Resolution Loopback = new(Outcome.Ok, [new NetAddress(1), NetAddress.FromIPv4(0x7f000001)], ResolutionSource.Standard);

    /// <summary>RFC 6761 section 6.4 and RFC 7686 section 2: no server is asked.</summary>
    public static readonly Resolution NeverAsked = new(
        Outcome.NameNotFound, [], ResolutionSource.Standard, "no name server is asked for names under invalid (RFC 6761) and onion (RFC 7686)") { Exists = false };

    /// <summary>Whether the addresses are a DNS server's, which is not to be trusted with all (DNS rebinding).</summary>
    public bool FromResolver => Source == ResolutionSource.Server;

    public static Resolution OfHosts(ReadOnlySpan<NetAddress> addresses) => new(Outcome.Ok, addresses.ToArray(), ResolutionSource.Host);

    public static Resolution None(Outcome outcome, string reason) => new(outcome, [], ResolutionSource.Server, reason);
}
