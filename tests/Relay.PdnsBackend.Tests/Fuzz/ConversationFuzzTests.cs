using System.Globalization;
using System.Text;
using CsCheck;
using Relay.PdnsBackend.Answering;
using Relay.PdnsBackend.Serving;
using Relay.TestKit;
using Xunit;

namespace Relay.PdnsBackend.Tests.Fuzz;

/// <summary>
/// Whatever comes, each line gets one reply and the loop goes on: with one too few or too many PowerDNS would take each answer for that of the question before. With URELAY_FUZZ_SECONDS
/// the random ones go on for so long each.
/// </summary>
[Trait("kind", "fuzz")]
public sealed class ConversationFuzzTests
{
    private static readonly int Seconds = int.TryParse(Environment.GetEnvironmentVariable("URELAY_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out int seconds) ? seconds : -1;

    private static readonly string[] Conversations =
    [
        "HELO\t5\nQ\tWWW.Example.test\tIN\tANY\t-1\t192.0.2.1\t192.0.2.53\t192.0.2.1/32\nQ\ta\\.b\\032.test\tIN\tAAAA\t1\tfe80::1%eth0\t::1\t::1/128\nAXFR\t1\t.\nCMD\ttext\nPING\n",
        "HELO\t1\nQ\t.\tIN\tSOA\t-1\t0.0.0.0\nQ\t1.0.0.127.in-addr.arpa\tIN\tANY\t1\t192.0.2.1\nAXFR\t1\n",
        """
        {"method": "initialize", "parameters": {"path": "/run/x", "timeout": "2000"}}
        {"method": "lookup", "parameters": {"local": "::1", "qname": "a\\.b\\032.Example.test.", "qtype": "ANY", "real-remote": "::1/128", "remote": "fe80::1%eth0", "zone-id": -1}}
        {"method": "getAllDomains", "parameters": {"include_disabled": true}}
        {"method": "getDomainInfo", "parameters": {"name": "."}}
        {"method": "getDomainMetadata", "parameters": {"name": ".", "kind": "PRESIGNED"}}

        """,
    ];

    private static readonly string[] Words =
        ["\n", "\t", "\"", "{", "}", "[", "]", ":", ",", "\\", "\\000", "\\u0000", "\\ud800", "null", "1e999", "-1", "99999999999999999999", "HELO\t5\n", "Q\t", "END\n", "FAIL\n", "\0", "\u00ff", "é", "..", new string('a', 64), new string('x', 5000)];

    private readonly RecordingLog log = new();

    private readonly Lazy<Backend> backend;

    public ConversationFuzzTests() => backend = new Lazy<Backend>(Conversing.BackendAsync(new MemoryPhantoms(), TestSnapshots.Of(), log, TimeProvider.System).GetAwaiter().GetResult());

    [Fact]
    public void Cut_anywhere()
    {
        foreach (byte[] whole in Conversations.Select(Encoding.UTF8.GetBytes))
        {
            for (int length = 0; length <= whole.Length; length++)
                Check(whole[..length]);
        }
    }

    [Fact]
    public void With_any_byte_flipped()
    {
        foreach (byte[] whole in Conversations.Select(Encoding.UTF8.GetBytes))
        {
            for (int at = 0; at < whole.Length; at++)
            {
                byte kept = whole[at];
                foreach (byte value in (byte[])[0, (byte)'\n', (byte)'\t', (byte)'"', (byte)'\\', 0xff, (byte)(kept ^ 1), (byte)(kept ^ 0x20), (byte)(kept ^ 0x80)])
                {
                    whole[at] = value;
                    Check(whole);
                }
                whole[at] = kept;
            }
        }
    }

    [Fact]
    public void Changed_at_random()
    {
        Gen<byte[]> words = Gen.Int[0, Words.Length - 1].Select(i => Encoding.Latin1.GetBytes(Words[i]));
        Gen<(int At, int Removed, byte[] Put)[]> edits = Gen.Select(Gen.Int[0, 600], Gen.Int[0, 20], Gen.OneOf(words, Gen.Byte.Array[0, 8])).Array[1, 6];
        Gen.Select(Gen.Int[0, Conversations.Length - 1], edits).Sample((which, changes) => Check(changes.Aggregate(Encoding.UTF8.GetBytes(Conversations[which]), Edit)), time: Seconds);
    }

    [Fact]
    public void Of_nothing_but_noise() => Gen.Byte.Array[0, 10_000].Sample(bytes => Check(bytes), time: Seconds);

    private static byte[] Edit(byte[] bytes, (int At, int Removed, byte[] Put) edit)
    {
        int at = Math.Min(edit.At, bytes.Length), rest = Math.Min(at + edit.Removed, bytes.Length);
        return [.. bytes[..at], .. edit.Put, .. bytes[rest..]];
    }

    private void Check(byte[] sent)
    {
        using MemoryStream input = new(sent), output = new();
        new LineLoop(backend).Run(input, output);
        string replies = Encoding.Latin1.GetString(output.ToArray());
        int ends = replies.Split('\n')[..^1].Count(line => line is "END" or "FAIL" or "OK\turelay-pdns" || line.StartsWith("{\"", StringComparison.Ordinal));
        Assert.Equal(sent.Count(octet => octet == '\n'), ends);
        Assert.True(replies.Length == 0 || replies[^1] == '\n');
        Assert.All(replies, character => Assert.True(character is '\n' or '\t' or (>= ' ' and <= '~')));
        Assert.DoesNotContain(log.Lines, line => line.Contains("because of a bug", StringComparison.Ordinal));
        log.Lines.Clear();
    }
}
