namespace Relay.Worker.Protocols.Dns;

/// <summary>
/// A question as a client sent it. <see cref="QuestionLength"/> bytes after the header are the question section, which an answer repeats as it is:
/// the client's case in it is its protection against forged answers (draft-vixie-dnsext-dns0x20).
/// </summary>
internal readonly record struct DnsQuery(ushort Id, ushort Flags, string Name, ushort Type, int QuestionLength, bool HasEdns, ushort UdpSize)
{
    /// <summary>The least that a client takes over UDP (RFC 1035 section 2.3.4), and the most that we send (DNS Flag Day 2020).</summary>
    public const int MinUdpSize = 512, MaxUdpSize = 1232;

    /// <summary>How long an answer over UDP may be.</summary>
    public int UdpLimit => HasEdns ? Math.Clamp((int)UdpSize, MinUdpSize, MaxUdpSize) : MinUdpSize;
}
