using System.Text;
using CsCheck;
using Relay.PdnsBackend.Wire;
using Xunit;

namespace Relay.PdnsBackend.Tests.Wire;

public sealed class PdnsNameTests
{
    private static readonly string Label63 = new('a', 63);

    public static TheoryData<string> Names => new(
        ".", "com", "EXAMPLE.Com", "a\\.b.test", "a\\\\b.test", "sp\\032ace.test", "\\000\\255.test", "*.test", "_dns.resolver.arpa", "a@b.test",
        Label63 + ".test", string.Join('.', Label63, Label63, Label63, new string('a', 61)));

    public static TheoryData<string> Broken => new(
        "", "..", ".com", "com.", "a..b", "a b", "a\tb", "a\u0080b", "\\", "a\\", "\\2", "\\25", "\\256", "\\25x", "a\\ b",
        Label63 + "a.test", string.Join('.', Label63, Label63, Label63, new string('a', 62)));

    [Theory]
    [MemberData(nameof(Names))]
    public void What_PowerDNS_can_read_is_valid(string name) => Assert.True(PdnsName.IsValid(Encoding.Latin1.GetBytes(name)));

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_it_cannot_read_is_not(string name) => Assert.False(PdnsName.IsValid(Encoding.Latin1.GetBytes(name)));

    /// <summary>An escape counts as the one octet that it stands for.</summary>
    [Fact]
    public void Escapes_count_once() => Assert.True(PdnsName.IsValid(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("\\001", 63)))));

    [Fact]
    public void Nothing_that_could_end_a_field_is_valid() =>
        Gen.Byte.Array[0, 40].Sample(bytes => !PdnsName.IsValid(bytes) || bytes.All(octet => octet is > 0x20 and < 0x7f));
}
