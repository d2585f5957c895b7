using System.Security.Cryptography;

namespace Relay.EndToEnd.Lab;

/// <summary>An endless stream of bytes that looks random, and is the same every time: what is lost, doubled or reordered shows in its checksum.</summary>
internal static class TestBytes
{
    private const int ChunkLength = 64 * 1024;

    public static IEnumerable<ReadOnlyMemory<byte>> Take(long length)
    {
        byte[] chunk = new byte[ChunkLength];
        for (int seed = 0; length > 0; seed++)
        {
            new Random(seed).NextBytes(chunk);
            int part = (int)long.Min(length, ChunkLength);
            yield return chunk.AsMemory(0, part);
            length -= part;
        }
    }

    /// <summary>SHA-256 in hexadecimal, as sha256sum(1) prints it.</summary>
    public static string ChecksumOf(long length)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReadOnlyMemory<byte> chunk in Take(length))
            hash.AppendData(chunk.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static void Write(string path, long length)
    {
        using FileStream file = File.Create(path);
        foreach (ReadOnlyMemory<byte> chunk in Take(length))
            file.Write(chunk.Span);
    }
}
