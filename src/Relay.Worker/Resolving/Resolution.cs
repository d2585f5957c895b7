using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>
/// The addresses of a name, the IPv6 ones first and each family as the server ordered it; the dial orders the families itself (RFC 8305 section 4).
/// Or why there are none: <see cref="Outcome.NameNotFound"/> (also where it has no address of either family), <see cref="Outcome.ResolverFailed"/> or
/// <see cref="Outcome.Timeout"/>, and in words.
/// </summary>
/// <param name="Outcome">Ok with addresses.</param>
/// <param name="Addresses">Empty unless Ok.</param>
/// <param name="FromResolver">False where not a DNS server says so, but the administrator (<c>host</c>) or a standard.</param>
/// <param name="Reason">Null when Ok.</param>
internal sealed record Resolution(Outcome Outcome, IReadOnlyList<NetAddress> Addresses, bool FromResolver, string? Reason = null)
{
    /// <summary>Whether there is such a name, with addresses or without; null where nobody could say.</summary>
    public bool? Exists { get; init; } = Outcome == Outcome.Ok ? true : null;

    /// <summary>RFC 6761 section 6.3. Whether a flow may go there is for the guard to say.</summary>
    public static readonly Resolution Loopback = new(Outcome.Ok, [new NetAddress(1), NetAddress.FromIPv4(0x7f000001)], FromResolver: false);

    public static Resolution OfHosts(ReadOnlySpan<NetAddress> addresses) => new(Outcome.Ok, addresses.ToArray(), FromResolver: false);

    public static Resolution None(Outcome outcome, string reason) => new(outcome, [], FromResolver: true, reason);
}
