using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Store.Tests.Model;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Answers;

public sealed class SpecialNamesTests
{
    private static readonly Pool Nat64 = new("nat64", PoolKind.Nat64, NetPrefix.Parse("64:ff9b:1::/96"), null);

    [Theory]
    [InlineData("RFC 1035 section 3.3.13", ".", "SOA", "soa")]
    [InlineData("RFC 1035 section 3.3.11", ".", "NS", "a.urelay.invalid")]
    [InlineData("design section 5", ".", "ANY", "soa a.urelay.invalid")]
    [InlineData("RFC 2308 section 2.2", ".", "A", "NODATA")]
    [InlineData("RFC 6761 section 6.3", "localhost", "A", "127.0.0.1")]
    [InlineData("RFC 6761 section 6.3", "LocalHost", "AAAA", "::1")]
    [InlineData("RFC 6761 section 6.3", "a.b.localhost", "AAAA", "::1")]
    [InlineData("RFC 6761 section 6.3", "localhost", "ANY", "127.0.0.1 ::1")]
    [InlineData("RFC 6761 section 6.3", "localhost", "TXT", "NODATA")]
    [InlineData("RFC 6761 section 6.4", "invalid", "A", "NXDOMAIN")]
    [InlineData("RFC 6761 section 6.4", "a.urelay.invalid", "AAAA", "NXDOMAIN")]
    [InlineData("RFC 6762 section 22.1", "printer.local", "AAAA", "NXDOMAIN")]
    [InlineData("RFC 6762 section 22.1", "My\\032Printer._ipp._tcp.Local", "PTR", "NXDOMAIN")]
    [InlineData("RFC 6762 section 22.1", "local", "ANY", "NXDOMAIN")]
    [InlineData("RFC 7686 section 2", "onion", "A", "NXDOMAIN")]
    [InlineData("RFC 7686 section 2", "abcdef.onion", "AAAA", "NXDOMAIN")]
    [InlineData("RFC 9476 section 2", "alt", "A", "NXDOMAIN")]
    [InlineData("RFC 9476 section 2", "something.GNS.Alt", "AAAA", "NXDOMAIN")]
    [InlineData("RFC 8375 section 4", "home.arpa", "AAAA", "NODATA")]
    [InlineData("RFC 8375 section 4", "nas.Home.arpa", "AAAA", "NXDOMAIN")]
    [InlineData("RFC 8375 section 4", "_ipp._tcp.home.arpa", "PTR", "NXDOMAIN")]
    [InlineData("RFC 7050 section 8.2", "ipv4only.arpa", "A", "192.0.0.170 192.0.0.171")]
    [InlineData("RFC 8880 section 7.1", "IPv4only.ARPA", "AAAA", "NODATA")]
    [InlineData("RFC 8880 section 7.1", "ipv4only.arpa", "TXT", "NODATA")]
    [InlineData("RFC 8880 section 7.1", "ipv4only.arpa", "ANY", "192.0.0.170 192.0.0.171")]
    [InlineData("RFC 8880 section 7.1", "x.ipv4only.arpa", "A", "NXDOMAIN")]
    [InlineData("RFC 8880 section 7.2", "170.0.0.192.in-addr.arpa", "PTR", "ipv4only.arpa")]
    [InlineData("RFC 8880 section 7.2", "171.0.0.192.in-addr.arpa", "PTR", "ipv4only.arpa")]
    [InlineData("RFC 9462 section 6.4", "resolver.arpa", "AAAA", "NODATA")]
    [InlineData("RFC 9462 section 6.4", "_dns.resolver.arpa", "SVCB", "NODATA")]
    [InlineData("RFC 9462 section 6.4", "resolver.arpa", "ANY", "hinfo")]
    [InlineData("RFC 3172 section 2", "arpa", "AAAA", "NODATA")]
    [InlineData("RFC 9461 section 3", "_dns.example.net", "SVCB", "NODATA")]
    [InlineData("RFC 9461 section 3", "_DNS.example.net", "AAAA", "NODATA")]
    [InlineData("RFC 6303 section 4.4", "d.f.ip6.arpa", "PTR", "NODATA")]
    [InlineData("RFC 6303 section 4.1", "1.0.168.192.in-addr.arpa", "PTR", "NXDOMAIN")]
    [InlineData("RFC 6303 section 4.6", "8.e.f.ip6.arpa", "PTR", "NXDOMAIN")]
    [InlineData("Mozilla, canary domain", "use-application-dns.net", "A", "NXDOMAIN")]
    [InlineData("Mozilla, canary domain", "use-application-dns.net", "AAAA", "NXDOMAIN")]
    [InlineData("Apple, iCloud Private Relay", "mask.icloud.com", "A", "NODATA")]
    [InlineData("Apple, iCloud Private Relay", "mask.icloud.com", "AAAA", "NODATA")]
    [InlineData("Apple, iCloud Private Relay", "mask.icloud.com", "HTTPS", "NODATA")]
    [InlineData("Apple, iCloud Private Relay", "mask-h2.icloud.com", "AAAA", "NODATA")]
    [InlineData("Apple, iCloud Private Relay", "mask-h2.icloud.com", "ANY", "hinfo")]
    public void Have_the_answer_of_their_document(string document, string name, string type, string expected)
    {
        MemoryPhantoms phantoms = new();
        DnsAnswer answer = DnsAnswers.Answer(AnswerText.Ask(name, type), TestSnapshots.DefaultPool, TestSnapshots.Of(), phantoms);
        Assert.False(string.IsNullOrEmpty(document));
        Assert.Equal(expected, AnswerText.Of(answer));
        Assert.All(answer.Records, record => Assert.Equal(name, record.Name));
        Assert.Equal(0, phantoms.Count);
    }

    [Theory]
    [InlineData("notlocalhost")]
    [InlineData("localhost.example")]
    [InlineData("xlocal")]
    [InlineData("invalid.example")]
    [InlineData("myuse-application-dns.net")]
    [InlineData("icloud.com")]
    [InlineData("xipv4only.arpa")]
    [InlineData("xhome.arpa")]
    [InlineData("alt.example")]
    [InlineData("x_dns.example.net")]
    [InlineData("com")]
    public void Leave_names_that_only_look_like_them_alone(string name)
    {
        DnsAnswer answer = DnsAnswers.Answer(AnswerText.Ask(name, DnsType.Aaaa), TestSnapshots.DefaultPool, TestSnapshots.Of(), new MemoryPhantoms());
        Assert.Equal(DnsAnswerKind.WantsPhantom, answer.Kind);
    }

    /// <summary>RFC 8375 names are the home's: where the administrator has said where one is, it is relayed.</summary>
    [Fact]
    public void A_name_of_the_home_network_that_has_an_address_exists()
    {
        Snapshot snapshot = SnapshotCompiler.Compile(
            Tables.Empty with { Hosts = [new HostRow("nas.home.arpa", "192.0.2.7")], StaticMappings = [new StaticMappingRow(7, "tv.home.arpa")] }, 1).Snapshot!;
        Assert.Equal("WantsPhantom", Ask("nas.home.arpa"));
        Assert.Equal("fd75:7265:6c61:7900:5ff:7001:0:7", Ask("tv.home.arpa"));
        Assert.Equal("NXDOMAIN", Ask("x.nas.home.arpa"));

        string Ask(string name) => AnswerText.Of(DnsAnswers.Answer(AnswerText.Ask(name, DnsType.Aaaa), TestSnapshots.DefaultPool, snapshot, new MemoryPhantoms()));
    }

    /// <summary>The dot is part of the only label.</summary>
    [Fact]
    public void An_escaped_dot_ends_no_label()
    {
        DnsAnswer answer = DnsAnswers.Answer(AnswerText.Ask("printer\\.local", DnsType.Aaaa), TestSnapshots.DefaultPool, TestSnapshots.Of(), new MemoryPhantoms());
        Assert.Equal("NODATA", AnswerText.Of(answer));
    }

    /// <summary>RFC 7050 section 3: the client learns the prefix from the AAAA.</summary>
    [Fact]
    public void Ipv4only_shows_the_NAT64_pools_of_the_view()
    {
        Pool foreign = Nat64 with { Name = "foreign", Prefix = NetPrefix.Parse("64:ff9b:1:2::/96"), Listener = "other" };
        Snapshot snapshot = TestSnapshots.Of([TestSnapshots.DefaultPool, Nat64, foreign]);
        DnsAnswer answer = DnsAnswers.Answer(AnswerText.Ask("ipv4only.arpa", DnsType.Aaaa), TestSnapshots.DefaultPool, snapshot, new MemoryPhantoms());
        Assert.Equal("64:ff9b:1::c000:aa 64:ff9b:1::c000:ab", AnswerText.Of(answer));
    }

    /// <summary>RFC 7050 section 3 again: clients look for the address at each of the places of RFC 6052.</summary>
    [Theory]
    [InlineData("2001:db8::/32", "2001:db8:c000:aa:: 2001:db8:c000:ab::")]
    [InlineData("2001:db8:122:344::/64", "2001:db8:122:344:c0:0:aa00:0 2001:db8:122:344:c0:0:ab00:0")]
    public void Ipv4only_carries_the_addresses_as_long_as_the_prefix_has_it(string prefix, string expected)
    {
        Snapshot snapshot = TestSnapshots.Of([TestSnapshots.DefaultPool, Nat64 with { Prefix = NetPrefix.Parse(prefix) }]);
        Assert.Equal(expected, AnswerText.Of(DnsAnswers.Answer(AnswerText.Ask("ipv4only.arpa", DnsType.Aaaa), TestSnapshots.DefaultPool, snapshot, new MemoryPhantoms())));
    }
}
