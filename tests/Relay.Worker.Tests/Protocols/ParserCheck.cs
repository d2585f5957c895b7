namespace Relay.Worker.Tests.Protocols;

/// <summary>What every parser must survive.</summary>
internal static class ParserCheck
{
    /// <summary>Every proper prefix of a valid message.</summary>
    public static IEnumerable<byte[]> Truncations(byte[] message)
    {
        for (int length = 0; length < message.Length; length++)
            yield return message[..length];
    }

    /// <summary>The message with each byte in turn replaced: by each single-bit change, by zero, and by all ones.</summary>
    public static IEnumerable<byte[]> Damages(byte[] message)
    {
        for (int i = 0; i < message.Length; i++)
        {
            for (int bit = 0; bit < 8; bit++)
                yield return With(message, i, (byte)(message[i] ^ 1 << bit));
            yield return With(message, i, 0);
            yield return With(message, i, 0xff);
        }
    }

    public static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    private static byte[] With(byte[] message, int index, byte value)
    {
        byte[] copy = [.. message];
        copy[index] = value;
        return copy;
    }
}
