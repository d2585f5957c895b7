using System.Text;
using CsCheck;
using Relay.PdnsBackend.Answering;
using Relay.PdnsBackend.Pipe;
using Relay.PdnsBackend.Wire;
using Relay.Store.Dns;
using Relay.Store.Model;
using Xunit;

namespace Relay.PdnsBackend.Tests.Pipe;

public sealed class PipeRequestTests
{
    private const string Abi1 = "Q\tEXAMPLE.Com\tIN\tANY\t-1\t192.0.2.1";
    private const string Abi2 = Abi1 + "\t192.0.2.53";
    private const string Abi3 = Abi2 + "\t192.0.2.1/32";

    [Theory]
    [InlineData(1, Abi1)]
    [InlineData(2, Abi2)]
    [InlineData(3, Abi3)]
    [InlineData(4, Abi3)]
    [InlineData(5, Abi3)]
    public void Each_version_has_its_fields(int abi, string line)
    {
        PipeRequest expected = new(PipeRequestKind.Query, Question: new BackendQuestion("EXAMPLE.Com", DnsType.Any, NetAddress.Parse("192.0.2.1")));
        Assert.Equal(expected, Parse(line, abi));
        for (int other = 0; other <= 5; other++)
        {
            bool isSame = other == abi || (other >= 3 && abi >= 3);
            Assert.Equal(isSame ? PipeRequestKind.Query : PipeRequestKind.Malformed, Parse(line, other).Kind);
        }
    }

    [Theory]
    [InlineData("HELO\t1", 0, nameof(PipeRequestKind.Hello))]
    [InlineData("HELO\t5", 3, nameof(PipeRequestKind.Hello))]
    [InlineData("HELO\t99", 0, nameof(PipeRequestKind.Hello))]
    [InlineData("HELO", 0, nameof(PipeRequestKind.Malformed))]
    [InlineData("HELO\tx", 0, nameof(PipeRequestKind.Malformed))]
    [InlineData("HELO\t99999999999999", 0, nameof(PipeRequestKind.Malformed))]
    [InlineData("AXFR\t1", 1, nameof(PipeRequestKind.ZoneTransfer))]
    [InlineData("AXFR\t1\t.", 4, nameof(PipeRequestKind.ZoneTransfer))]
    [InlineData("AXFR\t1", 4, nameof(PipeRequestKind.Malformed))]
    [InlineData("AXFR\t1\t.", 3, nameof(PipeRequestKind.Malformed))]
    [InlineData("CMD\tanything at all", 5, nameof(PipeRequestKind.Command))]
    [InlineData("CMD\ta\tb\tc\td\te\tf\tg\th\ti", 5, nameof(PipeRequestKind.Command))]
    [InlineData("CMD\ttext", 4, nameof(PipeRequestKind.Malformed))]
    [InlineData("PING", 1, nameof(PipeRequestKind.Ping))]
    [InlineData("PING\t1", 1, nameof(PipeRequestKind.Malformed))]
    [InlineData("PING", 0, nameof(PipeRequestKind.Malformed))]
    [InlineData("", 5, nameof(PipeRequestKind.Malformed))]
    [InlineData("q\ta\tIN\tANY\t1\t::1", 1, nameof(PipeRequestKind.Malformed))]
    [InlineData("Q\t\tIN\tANY\t1\t::1", 1, nameof(PipeRequestKind.Malformed))]
    [InlineData("Q\ta\tCH\tANY\t1\t::1", 1, nameof(PipeRequestKind.Malformed))]
    [InlineData("Q\ta\tIN\t\t1\t::1", 1, nameof(PipeRequestKind.Malformed))]
    [InlineData("Q\ta\tIN\tANY\tone\t::1", 1, nameof(PipeRequestKind.Malformed))]
    [InlineData("Q\ta\tIN\tANY\t1\tnobody", 1, nameof(PipeRequestKind.Malformed))]
    [InlineData("Q\ta\tIN\tANY\t1\tfe80::1%eth0", 1, nameof(PipeRequestKind.Query))]
    [InlineData("Q\ta\tIN\tFROB\t1\t::1", 1, nameof(PipeRequestKind.Query))]
    [InlineData("Q\ta\\.b\\032.test\tIN\tAAAA\t1\t::1", 1, nameof(PipeRequestKind.Query))]
    public void Lines_are_what_the_protocol_says(string line, int abi, string kind) => Assert.Equal(kind, Parse(line, abi).Kind.ToString());

    [Fact]
    public void A_type_without_a_name_is_no_type() => Assert.Equal(0, Parse("Q\ta\tIN\tFROBNICATE\t1\t::1", 1).Question.Type);

    [Fact]
    public void A_line_cut_anywhere_is_a_shorter_address_or_malformed()
    {
        for (int length = 0; length < Abi1.Length; length++)
        {
            PipeRequest cut = Parse(Abi1[..length], 1);
            Assert.True(cut.Kind == PipeRequestKind.Malformed || cut.Question.Client != default, $"at {length}");
        }
        for (int length = 0; length < Abi3.LastIndexOf('\t'); length++)
            Assert.Equal(PipeRequestKind.Malformed, Parse(Abi3[..length], 5).Kind);
    }

    [Fact]
    public void A_flipped_byte_never_throws_nor_lets_a_separator_through() =>
        Gen.Select(Gen.Int[0, Abi3.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] line = Encoding.ASCII.GetBytes(Abi3);
            line[at] = value;
            return IsSound(PipeRequest.Parse(line, 5));
        });

    [Fact]
    public void Any_bytes_never_throw() => Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 5]).Sample((line, abi) => IsSound(PipeRequest.Parse(line, abi)));

    private static bool IsSound(PipeRequest request) =>
        request.Kind != PipeRequestKind.Query || PdnsName.IsValid(Encoding.ASCII.GetBytes(request.Question.Name));

    private static PipeRequest Parse(string line, int abi) => PipeRequest.Parse(Encoding.ASCII.GetBytes(line), abi);
}
