using System.Buffers;
using System.Text;
using CsCheck;
using Relay.PdnsBackend.Pipe;
using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Xunit;

namespace Relay.PdnsBackend.Tests.Pipe;

public sealed class PipeReplyTests
{
    private static readonly DnsRecord Aaaa = new("Name.test", DnsType.Aaaa, 300, Address: NetAddress.Parse("fd00::1"));

    [Theory]
    [InlineData(1, "DATA\tName.test\tIN\tAAAA\t300\t1\tfd00::1\nEND\n")]
    [InlineData(2, "DATA\tName.test\tIN\tAAAA\t300\t1\tfd00::1\nEND\n")]
    [InlineData(3, "DATA\t0\t1\tName.test\tIN\tAAAA\t300\t1\tfd00::1\nEND\n")]
    [InlineData(4, "DATA\t0\t1\tName.test\tIN\tAAAA\t300\t1\tfd00::1\nEND\n")]
    [InlineData(5, "DATA\t0\t1\tName.test\tIN\tAAAA\t300\t1\tfd00::1\nEND\n")]
    public void Each_version_has_its_fields(int abi, string expected) => Assert.Equal(expected, Write(abi, Aaaa));

    [Fact]
    public void Contents_are_as_PowerDNS_wants_them()
    {
        Assert.Contains("\tA\t300\t1\t127.0.0.1\n", Write(5, Aaaa with { Type = DnsType.A, Address = NetAddress.Parse("127.0.0.1") }), StringComparison.Ordinal);
        Assert.Contains("\tPTR\t300\t1\thost.test\n", Write(5, Aaaa with { Type = DnsType.Ptr, Target = "host.test" }), StringComparison.Ordinal);
        Assert.Contains("\tHINFO\t300\t1\t\"RFC8482\" \"\"\n", Write(5, Aaaa with { Type = DnsType.Hinfo, Content = "\"RFC8482\" \"\"" }), StringComparison.Ordinal);
        Assert.Contains("\tMX\t300\t1\t10\tmail.test\n", Write(5, Aaaa with { Type = DnsType.Mx, Content = "10 mail.test" }), StringComparison.Ordinal);
        Assert.Contains("\tSRV\t300\t1\t10\t5 443 host.test\n", Write(5, Aaaa with { Type = DnsType.Srv, Content = "10 5 443 host.test" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_have_their_ends()
    {
        Assert.Equal("END\n", Write(5, new DnsAnswer(DnsAnswerKind.NxDomain, [], Aaaa)));
        Assert.Equal("END\n", Write(5, new DnsAnswer(DnsAnswerKind.Answer, [], Aaaa)));
        Assert.Equal("FAIL\n", Write(5, new DnsAnswer(DnsAnswerKind.ServFail, [], null)));
        Assert.Equal("FAIL\n", Write(5, new DnsAnswer(DnsAnswerKind.WantsPhantom, [], null)));
    }

    public static TheoryData<DnsRecord> Unfit =>
    [
        Aaaa with { Name = "a..b" },
        Aaaa with { Name = "a\tb" },
        Aaaa with { Name = "a\nEND" },
        Aaaa with { Name = "é.test" },
        Aaaa with { Name = "" },
        Aaaa with { Name = new string('a', 64) },
        Aaaa with { Type = 12345 },
        Aaaa with { Type = DnsType.Any },
        Aaaa with { Type = DnsType.A },
        Aaaa with { Ttl = uint.MaxValue },
        Aaaa with { Type = DnsType.Ptr },
        Aaaa with { Type = DnsType.Ptr, Target = "a b" },
        Aaaa with { Type = DnsType.Txt },
        Aaaa with { Type = DnsType.Txt, Content = " " },
        Aaaa with { Type = DnsType.Txt, Content = "\"a\nEND\"" },
        Aaaa with { Type = DnsType.Txt, Content = "\"a\tb\"" },
        Aaaa with { Type = DnsType.Txt, Content = "\"a\" " },
        Aaaa with { Type = DnsType.Mx, Content = "mail.test" },
    ];

    /// <summary>PowerDNS issue 386: a line it cannot read shifts all later answers by one.</summary>
    [Theory]
    [MemberData(nameof(Unfit))]
    public void A_record_unfit_for_the_pipe_fails_the_whole_answer(DnsRecord record)
    {
        ArrayBufferWriter<byte> to = new();
        Assert.False(PipeReply.WriteAnswer(to, 5, new DnsAnswer(DnsAnswerKind.Answer, [Aaaa, record], null)));
        Assert.Equal("FAIL\n", Encoding.UTF8.GetString(to.WrittenSpan));
    }

    [Fact]
    public void Whatever_a_record_holds_the_lines_keep_their_fields() =>
        Gen.Select(Gen.String[0, 20], Gen.UShort[1, 70], Gen.UInt, Gen.String[0, 20], Gen.Int[1, 5]).Sample((name, type, ttl, content, abi) =>
        {
            string written = Write(abi, new DnsRecord(name, type, ttl, NetAddress.Parse("fd00::1"), name, content));
            string[] lines = written.Split('\n');
            return written == "FAIL\n" || (lines.Length == 3 && lines[1] == "END" && lines[0].Split('\t', StringSplitOptions.RemoveEmptyEntries).Length >= (abi >= 3 ? 9 : 7));
        });

    [Fact]
    public void Text_is_one_printable_line()
    {
        ArrayBufferWriter<byte> to = new();
        PipeReply.WriteText(to, "a\nb\u00e9");
        Assert.Equal("a?b?\n", Encoding.UTF8.GetString(to.WrittenSpan));
    }

    private static string Write(int abi, DnsRecord record) => Write(abi, new DnsAnswer(DnsAnswerKind.Answer, [record], null));

    private static string Write(int abi, DnsAnswer answer)
    {
        ArrayBufferWriter<byte> to = new();
        PipeReply.WriteAnswer(to, abi, answer);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }
}
