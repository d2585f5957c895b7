using Microsoft.Extensions.Logging.Abstractions;
using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.TestKit;
using Relay.TestKit.Fuzzing;
using Relay.Worker.Naming;
using Relay.Worker.Protocols.Dns;
using Xunit;
using static Relay.Worker.Tests.Protocols.ParserCheck;

namespace Relay.Worker.Tests.Naming;

/// <summary>Whatever bytes come: from them to the reply nothing throws, and each reply is one that a client can read.</summary>
[Trait("kind", "fuzz")]
public sealed class DnsFuzzTests(ITestOutputHelper output)
{
    private const string Label = "abcdefghijklmnopqrstuvwxyz0123456789-abcdefghijklmnopqrstuvwxyz";

    private static readonly NetAddress Client = NetAddress.Parse("10.0.0.2");

    /// <summary>With a zone, a blocked name, long records, and all that makes an answer.</summary>
    private static readonly Snapshot Snapshot = SnapshotCompiler.Compile(
        new TableRows(
            [new PoolRow("default", "phantom6", "fd75:7265:6c61:7900::/64", null)], [], [], [], [new RuleRow { Id = 1, Domain = "ads.test", Action = "block", Answer = "nxdomain" }])
        {
            DnsZones = [new DnsZoneRow("lab.test")],
            DnsRecords =
            [
                new DnsRecordRow(1, "*.lab.test", "CNAME", 60, "nas.lab.test"), new DnsRecordRow(2, "nas.lab.test", "AAAA", 60, "2001:db8::7"),
                .. Enumerable.Range(3, 40).Select(i => new DnsRecordRow(i, "long.lab.test", "TXT", 60, $"\"{i}{new string('x', 200)}\"")),
            ],
        },
        1).Snapshot!;

    /// <summary>Questions as clients send them, with names of all shapes.</summary>
    private static readonly byte[][] Questions =
    [
        .. from name in (string[])
            [
                ".", "www.example.com", "WwW.eXample.Com", "x.lab.test", "long.lab.test", "ads.test", "localhost", "7.0.0.127.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa", "ipv4only.arpa",
                "_dns.resolver.arpa", "a\\.b.test", "a\\000b\\255.test", $"{Label}.{Label}.{Label}.{Label[..61]}", string.Join('.', Enumerable.Repeat("a", 127)),
            ]
            from type in (ushort[])[DnsType.A, DnsType.Aaaa, DnsType.Any, DnsType.Txt, DnsType.Ptr, DnsType.Https]
            from options in (string?[])[null, "", "000a 0008 0102030405060708 000b 0000 000c 0004 00000000"]
            select Question(name, type, options),
    ];

    private readonly byte[] reply = new byte[DnsTcpFrame.MaxLength];
    private MemoryPhantoms phantoms = new();

    [Fact]
    public void Every_truncation_and_every_flipped_byte_is_survived()
    {
        foreach (byte[] sample in Questions.Where((_, i) => i % 7 == 0))
        {
            foreach (byte[] damaged in Truncations(sample).Concat(Damages(sample)))
                AssertAnswered(damaged);
        }
    }

    [Fact]
    public void Each_whole_question_has_an_answer()
    {
        foreach (byte[] sample in Questions)
            Assert.NotEqual(0, AssertAnswered(sample));
    }

    [Fact]
    public void Damaged_questions_are_survived()
    {
        int answered = 0;
        FuzzRun.Over(Questions, output.WriteLine, message =>
        {
            answered += AssertAnswered(message);
            // Each made-up name is kept by them.
            if (phantoms.Count > 10_000)
                phantoms = new();
        });
        // Were all broken in the same way, this would show nothing.
        Assert.InRange(answered, FuzzRun.Messages / 10, int.MaxValue);
    }

    /// <summary>The same of what a name server tells us: it may be anybody's.</summary>
    [Fact]
    public void Damaged_answers_are_survived()
    {
        byte[][] answers = [.. from question in Questions from transport in (DnsTransport[])[DnsTransport.Udp, DnsTransport.Tcp] let length = Respond(question, transport) where length > 0 select reply[..length]];
        ushort[] types = [DnsType.Aaaa, DnsType.Txt, DnsType.Mx, DnsType.Srv, DnsType.Naptr, DnsType.Https];
        int read = 0;
        FuzzRun.Over([.. answers, .. ForeignAnswers()], output.WriteLine, message =>
        {
            foreach (ushort type in types)
            {
                if (DnsResponseReader.TryRead(message, 0x1234, DomainName.Parse("www.example.com"), type, out DnsResponse response))
                {
                    read++;
                    Assert.InRange(response.Addresses.Length, 0, DnsResponseReader.MaxAddresses);
                    Assert.InRange(response.Data.Count, 0, DnsResponseReader.MaxRecords);
                }
            }
        });
        Assert.NotEqual(0, read);
    }

    /// <summary>1 where a reply was made, over any transport.</summary>
    private int AssertAnswered(byte[] message)
    {
        int most = 0;
        foreach (DnsTransport transport in Enum.GetValues<DnsTransport>())
        {
            int length = Respond(message, transport);
            most = Math.Max(most, length);
            Assert.InRange(length, 0, transport == DnsTransport.Udp ? DnsQuery.MaxUdpSize : ushort.MaxValue);
            if (length > 0)
                AssertReadable(reply.AsSpan(0, length), message);
        }
        return most > 0 ? 1 : 0;
    }

    private int Respond(byte[] message, DnsTransport transport)
    {
        DnsResponder responder = new("dns", new FixedSnapshots(Snapshot), phantoms, NoInternetSide.AskAsync, NoLimits.Instance, NullLogger.Instance);
        int length = responder.Respond(message, Client, transport, reply, out OpenQuery? open);
        if (open is not { Query: DnsQuery query } waiting)
            return length;
        Task<DnsAnswer> later = responder.RespondLaterAsync(waiting, Client).AsTask();
        Assert.True(later.IsCompletedSuccessfully);
        return DnsReply.Write(reply, query, message.AsSpan(DnsHeader.Length, query.QuestionLength), later.Result);
    }

    private static void AssertReadable(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> message)
    {
        Assert.True(DnsHeader.TryRead(answer, out DnsHeader header));
        Assert.True(header.IsResponse);
        Assert.Equal(message[..2], answer[..2]);
        Assert.InRange(header.Questions, 0, 1);
        int offset = DnsHeader.Length;
        if (header.Questions == 1)
        {
            Assert.True(DnsNameCodec.TryRead(answer, ref offset, out _));
            offset += 4;
            Assert.Equal(message[DnsHeader.Length..offset], answer[DnsHeader.Length..offset]);
        }
        DnsRecordReader reader = new(answer, offset, header.Answers + header.Authorities + header.Additionals);
        while (reader.TryNext(out DnsRawRecord record))
        {
            int owner = record.Owner;
            Assert.True(DnsNameCodec.TryRead(answer, ref owner, out _));
        }
        Assert.False(reader.IsBroken);
        Assert.Equal(answer.Length, reader.Offset);
    }

    private static byte[] Question(string name, ushort type, string? options)
    {
        byte[] wire = new byte[DnsNameCodec.MaxWire];
        Assert.True(DnsNameCodec.TryEncode(name, wire, out int length));
        byte[] data = Hex(options ?? ""), opt = options is null ? [] : [.. Hex("00 0029 04d0 0000 8000"), 0, (byte)data.Length, .. data];
        return [.. Hex("1234 0100 0001 0000 0000 00"), (byte)(options is null ? 0 : 1), .. wire[..length], (byte)(type >> 8), (byte)type, 0, 1, .. opt];
    }

    /// <summary>With compressed names in names and data, an alias and a circle of them.</summary>
    private static byte[][] ForeignAnswers()
    {
        const string head = "1234 8180 0001", name = "03777777 076578616d706c65 03636f6d 00";
        return
        [
            Hex($"{head} 0002 0000 0000 {name} 001c 0001 c00c 0005 0001 0000003c 0005 026370 c010 c02d 001c 0001 0000003c 0010 20010db8000000000000000000000001"),
            Hex($"{head} 0001 0000 0000 {name} 001c 0001 c00c 0005 0001 0000003c 0002 c00c"),
            Hex($"{head} 0001 0001 0000 {name} 000f 0001 c00c 000f 0001 0000003c 0006 000a 026d78 c010 c010 0006 0001 0000003c 0018 c00c c00c 00000001 00000e10 00000258 00015180 00000005"),
            Hex($"{head} 0001 0000 0000 {name} 0021 0001 c00c 0021 0001 0000003c 0008 0001 0001 01bb c010"),
            Hex($"{head} 0001 0000 0000 {name} 0023 0001 c00c 0023 0001 0000003c 000c 0001 0001 0153 025349 00 c010"),
            Hex($"{head} 0001 0000 0000 {name} 0041 0001 c00c 0041 0001 0000003c 0014 0001 00 0001 0006 026833 026832 0004 0004 c0000201"),
        ];
    }
}
