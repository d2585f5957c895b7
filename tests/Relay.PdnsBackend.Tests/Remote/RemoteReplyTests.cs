using System.Buffers;
using System.Text.Json;
using System.Text;
using CsCheck;
using Relay.PdnsBackend.Remote;
using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Xunit;

namespace Relay.PdnsBackend.Tests.Remote;

public sealed class RemoteReplyTests
{
    private static readonly DnsRecord Aaaa = new("Name.test", DnsType.Aaaa, 300, Address: NetAddress.Parse("fd00::1"));

    [Fact]
    public void Records_are_as_PowerDNS_wants_them()
    {
        Assert.Equal(
            """{"result":[{"qtype":"AAAA","qname":"Name.test","content":"fd00::1","ttl":300,"auth":true,"domain_id":1}]}""" + "\n", Write(Aaaa));
        Assert.Contains("\"content\":\"10 mail.test\"", Write(Aaaa with { Type = DnsType.Mx, Content = "10 mail.test" }), StringComparison.Ordinal);
        Assert.Equal("\"a\\\"b\"", Content(Write(Aaaa with { Type = DnsType.Txt, Content = "\"a\\\"b\"" })));
    }

    /// <summary>What the pipe can only say by a record of another type.</summary>
    [Fact]
    public void A_name_that_owns_nothing_is_an_empty_non_terminal() =>
        Assert.Equal(
            """{"result":[{"qtype":"ENT","qname":"Name.test","content":"","ttl":1,"auth":true,"domain_id":1}]}""" + "\n",
            Write(Aaaa with { Type = DnsType.Hinfo, Ttl = 1, Content = "\"RFC8482\" \"\"" }));

    [Fact]
    public void Kinds_have_their_results()
    {
        Assert.Equal("{\"result\":false}\n", Write(new DnsAnswer(DnsAnswerKind.NxDomain, [], Aaaa)));
        Assert.Equal("{\"result\":false}\n", Write(new DnsAnswer(DnsAnswerKind.Answer, [], Aaaa)));
        Assert.False(Parse(Write(new DnsAnswer(DnsAnswerKind.ServFail, [], null))).TryGetProperty("result", out _));
        Assert.False(Parse(Write(new DnsAnswer(DnsAnswerKind.WantsPhantom, [], null))).TryGetProperty("result", out _));
    }

    [Fact]
    public void A_record_unfit_for_PowerDNS_fails_the_whole_answer()
    {
        ArrayBufferWriter<byte> to = new();
        Assert.False(RemoteReply.WriteAnswer(to, new DnsAnswer(DnsAnswerKind.Answer, [Aaaa, Aaaa with { Name = "a..b" }], null)));
        Assert.False(Parse(Encoding.UTF8.GetString(to.WrittenSpan)).TryGetProperty("result", out _));
    }

    [Fact]
    public void Zones_are_a_list_or_one()
    {
        ArrayBufferWriter<byte> to = new();
        RemoteReply.WriteZones(to, [".", "lab.test"], asList: true);
        RemoteReply.WriteZones(to, ["."], asList: false);
        Assert.Equal(
            """
            {"result":[{"id":1,"zone":".","kind":"native","serial":1},{"id":1,"zone":"lab.test","kind":"native","serial":1}]}
            {"result":{"id":1,"zone":".","kind":"native","serial":1}}

            """,
            Encoding.UTF8.GetString(to.WrittenSpan));
    }

    [Fact]
    public void Whatever_a_record_holds_the_reply_is_one_line_of_JSON() =>
        Gen.Select(Gen.String[0, 20], Gen.UShort[1, 70], Gen.UInt, Gen.String[0, 20]).Sample((name, type, ttl, content) =>
        {
            string written = Write(new DnsRecord(name, type, ttl, NetAddress.Parse("fd00::1"), name, content));
            return written.IndexOf('\n', StringComparison.Ordinal) == written.Length - 1 && Parse(written).ValueKind == JsonValueKind.Object;
        });

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    private static string? Content(string json) => Parse(json).GetProperty("result")[0].GetProperty("content").GetString();

    private static string Write(DnsRecord record) => Write(new DnsAnswer(DnsAnswerKind.Answer, [record], null));

    private static string Write(DnsAnswer answer)
    {
        ArrayBufferWriter<byte> to = new();
        RemoteReply.WriteAnswer(to, answer);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }
}
