namespace Relay.Worker.Protocols.Dns;

/// <summary>
/// The letters of a question's name in random case, which a server sends back as they were: whoever answers without having seen the question has to guess a bit more for
/// each letter (draft-vixie-dnsext-dns0x20).
/// </summary>
internal static class MixedCase
{
    private const byte CaseBit = 0x20;

    /// <summary>Turns letters of the question in <paramref name="query"/> to upper case, by the bits of <paramref name="random"/>, of which there are as many as a name has bytes.</summary>
    public static void Apply(Span<byte> query, ReadOnlySpan<byte> random)
    {
        // A question that was just written has no pointers.
        int bit = 0;
        for (int position = DnsHeader.Length; query[position] != 0; position += 1 + query[position])
        {
            foreach (ref byte octet in query.Slice(position + 1, query[position]))
            {
                if (octet is >= (byte)'a' and <= (byte)'z' && (random[bit / 8] >> bit % 8 & 1) != 0)
                    octet -= CaseBit;
                bit++;
            }
        }
    }

    /// <summary>Whether an answer has the question of <paramref name="query"/>, letter for letter.</summary>
    public static bool IsKept(ReadOnlySpan<byte> query, int questionLength, ReadOnlySpan<byte> answer) =>
        answer.Length >= DnsHeader.Length + questionLength
        && answer.Slice(DnsHeader.Length, questionLength).SequenceEqual(query.Slice(DnsHeader.Length, questionLength));
}
