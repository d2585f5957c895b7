using Relay.Store.Answers;
using Relay.Store.Model;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Answers;

public sealed class SpecialNamesTests
{
    private static readonly Pool Nat64 = new("nat64", PoolKind.Nat64, NetPrefix.Parse("64:ff9b:1::/96"), null);

    [Theory]
    // The apex of the one zone.
    [InlineData(".", "SOA", "soa")]
    [InlineData(".", "NS", "a.urelay.invalid")]
    [InlineData(".", "ANY", "soa a.urelay.invalid")]
    [InlineData(".", "A", "NODATA")]
    // RFC 6761 section 6.3.
    [InlineData("localhost", "A", "127.0.0.1")]
    [InlineData("LocalHost", "AAAA", "::1")]
    [InlineData("a.b.localhost", "AAAA", "::1")]
    [InlineData("localhost", "ANY", "127.0.0.1 ::1")]
    [InlineData("localhost", "TXT", "NODATA")]
    // RFC 6761 section 6.4.
    [InlineData("invalid", "A", "NXDOMAIN")]
    [InlineData("a.urelay.invalid", "AAAA", "NXDOMAIN")]
    // RFC 6762 section 22.1, also for names that are no host's.
    [InlineData("printer.local", "AAAA", "NXDOMAIN")]
    [InlineData("My\\032Printer._ipp._tcp.Local", "PTR", "NXDOMAIN")]
    [InlineData("local", "ANY", "NXDOMAIN")]
    // RFC 7686 section 2.
    [InlineData("onion", "A", "NXDOMAIN")]
    [InlineData("abcdef.onion", "AAAA", "NXDOMAIN")]
    // RFC 7050 and RFC 8880, without a NAT64 pool.
    [InlineData("ipv4only.arpa", "A", "192.0.0.170 192.0.0.171")]
    [InlineData("IPv4only.ARPA", "AAAA", "NODATA")]
    [InlineData("ipv4only.arpa", "TXT", "NODATA")]
    [InlineData("ipv4only.arpa", "ANY", "192.0.0.170 192.0.0.171")]
    [InlineData("x.ipv4only.arpa", "A", "NXDOMAIN")]
    [InlineData("170.0.0.192.in-addr.arpa", "PTR", "ipv4only.arpa")]
    [InlineData("171.0.0.192.in-addr.arpa", "PTR", "ipv4only.arpa")]
    // RFC 9462 section 6.4.
    [InlineData("resolver.arpa", "AAAA", "NODATA")]
    [InlineData("_dns.resolver.arpa", "SVCB", "NODATA")]
    [InlineData("resolver.arpa", "ANY", "hinfo")]
    [InlineData("arpa", "AAAA", "NODATA")]
    // Mozilla's canary for DNS over HTTPS.
    [InlineData("use-application-dns.net", "A", "NXDOMAIN")]
    [InlineData("use-application-dns.net", "AAAA", "NXDOMAIN")]
    // iCloud Private Relay.
    [InlineData("mask.icloud.com", "A", "NODATA")]
    [InlineData("mask.icloud.com", "AAAA", "NODATA")]
    [InlineData("mask-h2.icloud.com", "AAAA", "NODATA")]
    [InlineData("mask-h2.icloud.com", "ANY", "hinfo")]
    public void Have_the_answer_of_their_document(string name, string type, string expected)
    {
        MemoryPhantoms phantoms = new();
        DnsAnswer answer = DnsAnswers.Answer(AnswerText.Ask(name, AnswerText.TypeOf(type)), TestSnapshots.DefaultPool, TestSnapshots.Of(), phantoms);
        Assert.Equal(expected, AnswerText.Of(answer));
        Assert.All(answer.Records, record => Assert.Equal(name, record.Name));
    }

    [Theory]
    [InlineData("notlocalhost")]
    [InlineData("localhost.example")]
    [InlineData("xlocal")]
    [InlineData("invalid.example")]
    [InlineData("myuse-application-dns.net")]
    [InlineData("icloud.com")]
    [InlineData("xipv4only.arpa")]
    [InlineData("home.arpa")]
    [InlineData("com")]
    public void Leave_names_that_only_look_like_them_alone(string name)
    {
        DnsAnswer answer = DnsAnswers.Answer(AnswerText.Ask(name, DnsType.Aaaa), TestSnapshots.DefaultPool, TestSnapshots.Of(), new MemoryPhantoms());
        Assert.Equal(DnsAnswerKind.WantsPhantom, answer.Kind);
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
}
