using Relay.Store.Model;

namespace Relay.Worker.Protocols.Socks;

/// <summary>
/// Reply codes from what became of the flow, and back from what an upstream said. A client chooses its next step by the code
/// (next address, next proxy, an error page), so the closest true one is sent.
/// </summary>
internal static class SocksReply
{
    /// <summary>RFC 1928 section 6.</summary>
    public const byte Succeeded = 0, GeneralFailure = 1, NotAllowed = 2, NetworkUnreachable = 3, HostUnreachable = 4, ConnectionRefused = 5,
        TtlExpired = 6, CommandNotSupported = 7, AddressTypeNotSupported = 8;

    /// <summary>SOCKS 4. 0x5C and 0x5D speak of an identd that we never ask, so no outcome is one of them.</summary>
    public const byte Granted4 = 0x5a, Rejected4 = 0x5b;

    /// <summary>The longest reply of either version.</summary>
    public const int MaxLength = Socks5.MaxReply;

    private const int Enetunreach = 101;

    /// <summary>The dial's <paramref name="errno"/>, where one failed, tells an unreachable network from an unreachable host.</summary>
    public static byte Socks5Code(Outcome outcome, int errno = 0) => outcome switch
    {
        Outcome.Ok or Outcome.Open => Succeeded,
        Outcome.Blocked or Outcome.Forbidden => NotAllowed,
        Outcome.Unreachable when errno == Enetunreach => NetworkUnreachable,
        Outcome.Unreachable or Outcome.NameNotFound or Outcome.UnknownPhantom => HostUnreachable,
        Outcome.Refused => ConnectionRefused,
        // "TTL expired" is what servers send for a connection that timed out, and what clients report as that.
        Outcome.Timeout => TtlExpired,
        _ => GeneralFailure,
    };

    public static byte Socks4Code(Outcome outcome) => outcome is Outcome.Ok or Outcome.Open ? Granted4 : Rejected4;

    /// <summary>Writes the reply in the client's own version; at most <see cref="MaxLength"/> bytes.</summary>
    public static int Write(Span<byte> destination, SocksVersion version, Outcome outcome, int errno, NetAddress bound, ushort port) =>
        version == SocksVersion.Socks4
            ? Socks4.WriteReply(destination, Socks4Code(outcome), bound, port)
            : Socks5.WriteReply(destination, Socks5Code(outcome, errno), bound, port);

    /// <summary>Writes the refusal of a request that cannot be served.</summary>
    public static int Write(Span<byte> destination, SocksVersion version, SocksDefect defect) =>
        version == SocksVersion.Socks4
            ? Socks4.WriteReply(destination, Rejected4, default, 0)
            : Socks5.WriteReply(destination, CodeOf(defect), default, 0);

    /// <summary>What an upstream's REP makes of our flow. Its own rules are its failure to us, not ours.</summary>
    public static Outcome OutcomeOf(byte code) => code switch
    {
        Succeeded => Outcome.Ok,
        NetworkUnreachable or HostUnreachable => Outcome.Unreachable,
        ConnectionRefused => Outcome.Refused,
        TtlExpired => Outcome.Timeout,
        _ => Outcome.UpstreamFailed,
    };

    /// <summary>The words of RFC 1928 for the audit log.</summary>
    public static string TextOf(byte code) => code switch
    {
        Succeeded => "succeeded",
        GeneralFailure => "general SOCKS server failure",
        NotAllowed => "connection not allowed by ruleset",
        NetworkUnreachable => "network unreachable",
        HostUnreachable => "host unreachable",
        ConnectionRefused => "connection refused",
        TtlExpired => "TTL expired",
        CommandNotSupported => "command not supported",
        AddressTypeNotSupported => "address type not supported",
        _ => "unassigned reply code",
    };

    private static byte CodeOf(SocksDefect defect) => defect switch
    {
        SocksDefect.Command => CommandNotSupported,
        SocksDefect.AddressType => AddressTypeNotSupported,
        SocksDefect.Name => HostUnreachable,
        _ => GeneralFailure,
    };
}
