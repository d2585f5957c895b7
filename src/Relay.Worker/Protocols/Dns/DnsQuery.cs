namespace Relay.Worker.Protocols.Dns;

/// <summary>
/// A question as a client sent it. <see cref="QuestionLength"/> bytes after the header are the question section, which an answer repeats as it is:
/// the client's case in it is its protection against forged answers (draft-vixie-dnsext-dns0x20).
/// </summary>
internal readonly record struct DnsQuery(ushort Id, ushort Flags, string Name, ushort Type, int QuestionLength, bool HasEdns, ushort UdpSize)
{
    /// <summary>The least that a client takes over UDP (RFC 1035 section 2.3.4), and the most that we send (DNS Flag Day 2020).</summary>
    public const int MinUdpSize = 512, MaxUdpSize = 1232;

    public DnsTransport Transport { get; init; }

    /// <summary>The bit DO, which the reply repeats (RFC 3225 section 3).</summary>
    public bool IsDnssecOk { get; init; }

    /// <summary>The client asks how long it may keep its connection idle (RFC 7828 section 3.2.1).</summary>
    public bool AsksKeepAlive { get; init; }

    /// <summary>The client hides its lengths, and expects us to (RFC 7830 section 4).</summary>
    public bool IsPadded { get; init; }

    /// <summary>How long an answer may be.</summary>
    public int ReplyLimit => Transport != DnsTransport.Udp ? ushort.MaxValue : HasEdns ? Math.Clamp((int)UdpSize, MinUdpSize, MaxUdpSize) : MinUdpSize;
}
