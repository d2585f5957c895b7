using CsCheck;
using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Answers;

public sealed class ReverseNamesTests
{
    private static readonly Pool Pool = TestSnapshots.DefaultPool;
    private static readonly Snapshot Snapshot = TestSnapshots.Of(pinned: new Dictionary<uint, DomainName> { [7] = DomainName.Parse("pinned.test") });

    private readonly MemoryPhantoms phantoms = new();

    [Fact]
    public void A_phantom_points_to_its_name_and_its_name_to_it() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Bool).Sample((n, isUpper) =>
        {
            string name = $"host{n}.example.test";
            NetAddress address = PoolAddress.Of(Pool.Prefix, phantoms.Add(name));
            string reverse = isUpper ? ReverseOf(address).ToUpperInvariant() : ReverseOf(address);
            return Ask(reverse, DnsType.Ptr) == name && Ask(name, DnsType.Aaaa) == address.ToString();
        }, threads: 1, iter: 200);

    [Fact]
    public void A_phantom_with_another_tag_is_nobody()
    {
        Phantom phantom = phantoms.Add("example.test");
        string reverse = ReverseOf(PoolAddress.Of(Pool.Prefix, phantom with { Tag = phantom.Tag ^ 1 }));
        DnsAnswer first = DnsAnswers.Answer(AnswerText.Ask(reverse, DnsType.Ptr), Pool, Snapshot, phantoms);
        Assert.Equal((DnsAnswerKind.WantsName, phantom with { Tag = phantom.Tag ^ 1 }), (first.Kind, first.WantedPhantom));
        DnsAnswer second = DnsAnswers.Answer(AnswerText.Ask(reverse, DnsType.Ptr), Pool, Snapshot, phantoms, default(DnsLookUp).Found(first.WantedPhantom, null));
        Assert.Equal("NXDOMAIN", AnswerText.Of(second));
    }

    [Fact]
    public void A_phantom_has_no_other_type() =>
        Assert.Equal("NODATA", Ask(ReverseOf(PoolAddress.Of(Pool.Prefix, phantoms.Add("example.test"))), DnsType.Txt));

    [Fact]
    public void A_static_mapping_points_to_its_name() =>
        Assert.Equal("pinned.test", Ask(ReverseOf(PoolAddress.OfStatic(Pool.Prefix, 7)), DnsType.Ptr));

    [Theory]
    [InlineData("fd75:7265:6c61:7900:5ff:7001:0:8")] // no such row
    [InlineData("fd75:7265:6c61:7900::1")] // reserved
    [InlineData("fd75:7265:6c61:7901:4000::1")] // not our pool
    [InlineData("::1")]
    [InlineData("2001:db8::1")]
    public void Every_other_address_is_nobody(string address) =>
        Assert.Equal("NXDOMAIN", Ask(ReverseOf(NetAddress.Parse(address)), DnsType.Ptr));

    [Theory]
    [InlineData("1.2.0.192.in-addr.arpa", "NXDOMAIN")]
    [InlineData("10.in-addr.arpa", "NXDOMAIN")]
    [InlineData("lb._dns-sd._udp.0.0.168.192.in-addr.arpa", "NXDOMAIN")]
    [InlineData("1.1.2.0.192.in-addr.arpa", "NXDOMAIN")]
    [InlineData("01.2.0.192.in-addr.arpa", "NXDOMAIN")]
    [InlineData("256.2.0.192.in-addr.arpa", "NXDOMAIN")]
    [InlineData("172.0.0.192.in-addr.arpa", "NXDOMAIN")]
    [InlineData("x.ip6.arpa", "NXDOMAIN")]
    [InlineData("12.ip6.arpa", "NXDOMAIN")]
    [InlineData("1.d.f.ip6.arpa", "NXDOMAIN")]
    [InlineData("1.0.2.ip6.arpa", "NXDOMAIN")]
    // The zones themselves, and what lies above and in the pool: something exists below (RFC 8020).
    [InlineData("in-addr.arpa", "NODATA")]
    [InlineData("192.in-addr.arpa", "NODATA")]
    [InlineData("0.0.192.in-addr.arpa", "NODATA")]
    [InlineData("ip6.arpa", "NODATA")]
    [InlineData("d.f.ip6.arpa", "NODATA")]
    [InlineData("0.0.9.7.1.6.c.6.5.6.2.7.5.7.d.f.ip6.arpa", "NODATA")]
    [InlineData("4.0.0.9.7.1.6.c.6.5.6.2.7.5.7.d.f.ip6.arpa", "NODATA")]
    public void Only_what_lies_above_or_in_the_pool_exists(string name, string expected) => Assert.Equal(expected, Ask(name, DnsType.Ptr));

    private string Ask(string name, ushort type) => AnswerText.Of(DnsAnswers.Answer(AnswerText.Ask(name, type), Pool, Snapshot, phantoms));

    private static string ReverseOf(NetAddress address) =>
        string.Join('.', address.Value.ToString("x32", null).Reverse()) + ".ip6.arpa";
}
