namespace Relay.TestKit.Fuzzing;

/// <summary>Messages that were right before something happened to them: a few changes each, of the kinds that parsers of length and offset fields stumble over.</summary>
public sealed class Mutator(IReadOnlyList<byte[]> samples, int seed)
{
    private const int MaxChanges = 6, MaxLength = 70_000;

    private static readonly ushort[] Edges = [0, 1, 11, 12, 13, 63, 64, 255, 256, 0x7fff, 0x8000, 0xc000, 0xc00c, 0xffff];

    private readonly Random random = new(seed);

    public byte[] Next()
    {
        List<byte> message = [.. Sample()];
        for (int change = random.Next(1, MaxChanges + 1); change > 0; change--)
            Change(message);
        return [.. message.Take(MaxLength)];
    }

    private void Change(List<byte> message)
    {
        int at = random.Next(message.Count + 1);
        switch (random.Next(8))
        {
            case 0 when at < message.Count:
                message[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < message.Count:
                message[at] = (byte)random.Next(256);
                break;
            case 2 when at + 1 < message.Count:
                ushort edge = Edges[random.Next(Edges.Length)];
                (message[at], message[at + 1]) = ((byte)(edge >> 8), (byte)edge);
                break;
            case 3:
                message.RemoveRange(at, random.Next(Math.Min(message.Count - at, 16) + 1));
                break;
            case 4:
                message.RemoveRange(at, message.Count - at);
                break;
            case 5:
                message.InsertRange(at, Slice(message));
                break;
            case 6:
                message.InsertRange(at, Slice(Sample()));
                break;
            default:
                message.InsertRange(at, Enumerable.Range(0, random.Next(1, 300)).Select(_ => (byte)random.Next(256)));
                break;
        }
    }

    private byte[] Slice(IReadOnlyList<byte> from)
    {
        int start = random.Next(from.Count + 1);
        return [.. from.Skip(start).Take(random.Next(from.Count - start + 1))];
    }

    private byte[] Sample() => samples[random.Next(samples.Count)];
}
