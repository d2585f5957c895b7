using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Store.Tests.Model;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Answers;

public sealed class ZoneAnswersTests
{
    /// <summary>The example of RFC 4592 section 2.2.1, without its delegation, and what else a zone may have; then records that lie in no zone.</summary>
    private static readonly Snapshot Snapshot = Of(
        ["example", "deep.example", "lab.test"],
        ("example", "SOA", "ns.example. admin.example. 7 3600 600 86400 60"),
        ("example", "NS", "ns.example.com"),
        ("example", "NS", "ns.example.net"),
        ("*.example", "TXT", "\"this is a wildcard\""),
        ("*.example", "MX", "10 host1.example."),
        ("host1.example", "A", "192.0.2.1"),
        ("_ssh._tcp.host1.example", "SRV", "0 0 22 host1.example"),
        ("_ssh._tcp.host2.example", "SRV", "0 0 22 host2.example"),
        ("alias.example", "CNAME", "host1.example"),
        ("twice.example", "CNAME", "alias.example"),
        ("out.example", "CNAME", "www.outside.org"),
        ("lost.example", "CNAME", "nothing.lab.test."),
        ("home.example", "CNAME", "localhost"),
        ("circle.example", "CNAME", "circle2.example"),
        ("circle2.example", "CNAME", "circle.example"),
        ("*.alias.lab.test", "CNAME", "host1.example"),
        ("a.lab.test", "AAAA", "2001:db8::a"),
        ("a.lab.test", "HTTPS", "1 . alpn=h2"),
        ("*.lab.test", "A", "192.0.2.9"),
        ("four.outside.org", "A", "192.0.2.4"),
        ("mail.outside.org", "MX", "10 mx.outside.org"),
        ("alias.outside.org", "CNAME", "www.outside.org"),
        ("*.wild.outside.org", "AAAA", "2001:db8::77"),
        ("old.example", "DNAME", "lab.test"),
        ("old.example", "TXT", "\"moved\""),
        ("moved.outside.org", "DNAME", "outside.org."),
        ("grow.outside.org", "DNAME", "more.grow.outside.org"),
        ("root.outside.org", "DNAME", "."),
        ("long.outside.org", "DNAME", string.Join('.', Enumerable.Repeat(new string('x', 60), 4))),
        ("signed.lab.test", "DS", "60485 13 2 abcd"),
        ("printer.local", "TXT", "\"by the window\""),
        ("under._udp.local", "TXT", "\"x\""),
        ("7.2.0.192.in-addr.arpa", "PTR", "seven.example"));

    [Theory]
    // RFC 4592 section 2.2.1.
    [InlineData("host3.example", "MX", "10 host1.example.")]
    [InlineData("host3.example", "A", "NODATA")]
    [InlineData("foo.bar.example", "TXT", "\"this is a wildcard\"")]
    [InlineData("host1.example", "MX", "NODATA")]
    [InlineData("_telnet._tcp.host1.example", "SRV", "NXDOMAIN")]
    [InlineData("ghost.*.example", "MX", "NXDOMAIN")]
    // Section 2.2.2: empty non-terminals exist.
    [InlineData("_tcp.host1.example", "TXT", "NODATA")]
    [InlineData("host2.example", "MX", "NODATA")]
    [InlineData("x.host2.example", "MX", "NXDOMAIN")]
    [InlineData("*.example", "TXT", "\"this is a wildcard\"")]
    // Another zone begins, and the wildcard of the one above ends.
    [InlineData("deep.example", "TXT", "NODATA")]
    [InlineData("a.deep.example", "TXT", "NXDOMAIN")]
    // The apex says what it is, whether the table does or not.
    [InlineData("example", "SOA", "soa")]
    [InlineData("example", "NS", "ns.example.com ns.example.net")]
    [InlineData("Lab.TEST", "SOA", "soa")]
    [InlineData("lab.test", "NS", "a.urelay.invalid")]
    [InlineData("lab.test", "AAAA", "NODATA")]
    [InlineData("a.lab.test", "SOA", "NODATA")]
    [InlineData("test", "SOA", "NODATA")]
    // A zone is the whole truth.
    [InlineData("A.Lab.test", "AAAA", "2001:db8::a")]
    [InlineData("a.lab.test", "HTTPS", "1 . alpn=h2")]
    [InlineData("a.lab.test", "A", "NODATA")]
    [InlineData("b.lab.test", "A", "192.0.2.9")]
    [InlineData("b.lab.test", "AAAA", "NODATA")]
    [InlineData("sp\\032ace.lab.test", "A", "192.0.2.9")]
    [InlineData("dot\\.lab.test", "A", "NODATA")]
    [InlineData("x.a.lab.test", "AAAA", "NXDOMAIN")]
    // Aliases.
    [InlineData("alias.example", "A", "-> host1.example 192.0.2.1")]
    [InlineData("alias.example", "CNAME", "-> host1.example")]
    [InlineData("alias.example", "AAAA", "-> host1.example NODATA")]
    [InlineData("twice.example", "A", "-> alias.example -> host1.example 192.0.2.1")]
    [InlineData("x.alias.lab.test", "A", "-> host1.example 192.0.2.1")]
    [InlineData("home.example", "A", "-> localhost 127.0.0.1")]
    [InlineData("lost.example", "AAAA", "-> nothing.lab.test NODATA")]
    [InlineData("circle.example", "A", "SERVFAIL")]
    [InlineData("out.example", "AAAA", "-> www.outside.org PHANTOM")]
    [InlineData("out.example", "A", "-> www.outside.org NODATA")]
    // A DNAME, which is for what lies below: it comes with the alias that is made from it (RFC 6672 section 3).
    [InlineData("a.old.example", "AAAA", "-> a.lab.test lab.test 2001:db8::a")]
    [InlineData("A.Old.EXAMPLE", "AAAA", "-> A.lab.test lab.test 2001:db8::a")]
    [InlineData("a.old.example", "A", "-> a.lab.test lab.test")]
    [InlineData("x.old.example", "A", "-> x.lab.test lab.test 192.0.2.9")]
    [InlineData("x.a.old.example", "AAAA", "-> x.a.lab.test NXDOMAIN")]
    [InlineData("a.old.example", "CNAME", "-> a.lab.test lab.test")]
    [InlineData("a.old.example", "DNAME", "-> a.lab.test lab.test")]
    [InlineData("old.example", "DNAME", "lab.test")]
    [InlineData("old.example", "TXT", "\"moved\"")]
    [InlineData("old.example", "A", "NODATA")]
    [InlineData("sp\\.ot.old.example", "A", "-> sp\\.ot.lab.test lab.test 192.0.2.9")]
    [InlineData("www.moved.outside.org", "AAAA", "-> www.outside.org outside.org. PHANTOM")]
    [InlineData("moved.outside.org", "AAAA", "WantsPhantom")]
    [InlineData("xmoved.outside.org", "AAAA", "WantsPhantom")]
    [InlineData("localhost.root.outside.org", "A", "-> localhost . 127.0.0.1")]
    [InlineData("x.grow.outside.org", "A", "SERVFAIL")]
    [InlineData("signed.lab.test", "DS", "60485 13 2 abcd")]
    // Outside of zones.
    [InlineData("four.outside.org", "A", "192.0.2.4")]
    [InlineData("four.outside.org", "AAAA", "NODATA")]
    [InlineData("four.outside.org", "TXT", "NODATA")]
    [InlineData("mail.outside.org", "MX", "10 mx.outside.org")]
    [InlineData("mail.outside.org", "AAAA", "WantsPhantom")]
    [InlineData("mail.outside.org", "A", "NODATA")]
    [InlineData("alias.outside.org", "AAAA", "-> www.outside.org PHANTOM")]
    [InlineData("x.y.wild.outside.org", "AAAA", "2001:db8::77")]
    [InlineData("wild.outside.org", "AAAA", "WantsPhantom")]
    [InlineData("other.outside.org", "AAAA", "WantsPhantom")]
    // Records come before special names; what is beside or above them exists.
    [InlineData("printer.local", "TXT", "\"by the window\"")]
    [InlineData("printer.local", "A", "NODATA")]
    [InlineData("_udp.local", "A", "NODATA")]
    [InlineData("other.local", "A", "NXDOMAIN")]
    [InlineData("7.2.0.192.in-addr.arpa", "PTR", "seven.example")]
    [InlineData("8.2.0.192.in-addr.arpa", "PTR", "NXDOMAIN")]
    public void A_client_gets_what_the_tables_say(string name, string type, string expected)
    {
        MemoryPhantoms phantoms = new();
        string phantom = PoolAddress.Of(TestSnapshots.DefaultPool.Prefix, phantoms.Add("www.outside.org")).ToString();
        Assert.Equal(expected.Replace("PHANTOM", phantom, StringComparison.Ordinal), AnswerText.Of(Answer(AnswerText.Ask(name, type), phantoms)));
    }

    /// <summary>PowerDNS follows aliases itself, has no zone but ".", and takes what it gets to ANY for all there is.</summary>
    [Theory]
    [InlineData("host3.example", "\"this is a wildcard\" 10 host1.example.")]
    [InlineData("example", "hinfo")]
    [InlineData("lab.test", "hinfo")]
    [InlineData("alias.example", "-> host1.example")]
    [InlineData("circle.example", "-> circle2.example")]
    [InlineData("a.old.example", "-> a.lab.test")]
    [InlineData("old.example", "lab.test \"moved\"")]
    [InlineData("moved.outside.org", "WantsPhantom")]
    [InlineData("signed.lab.test", "hinfo")]
    [InlineData("_tcp.host1.example", "hinfo")]
    [InlineData("x.host2.example", "NXDOMAIN")]
    [InlineData("*.example", "\"this is a wildcard\" 10 host1.example.")]
    [InlineData("*.host2.example", "NXDOMAIN")]
    [InlineData("*.nowhere.org", "NXDOMAIN")]
    [InlineData("*", "NXDOMAIN")]
    [InlineData("a.lab.test", "2001:db8::a 1 . alpn=h2")]
    [InlineData("four.outside.org", "192.0.2.4")]
    [InlineData("mail.outside.org", "WantsPhantom")]
    [InlineData("www.outside.org", "PHANTOM")]
    [InlineData("known.outside.org", "\"beside\" PHANTOM2")]
    [InlineData("printer.local", "\"by the window\"")]
    public void PowerDNS_gets_all_that_a_name_owns(string name, string expected)
    {
        MemoryPhantoms phantoms = new();
        string first = PoolAddress.Of(TestSnapshots.DefaultPool.Prefix, phantoms.Add("www.outside.org")).ToString();
        string second = PoolAddress.Of(TestSnapshots.DefaultPool.Prefix, phantoms.Add("known.outside.org")).ToString();
        Snapshot snapshot = name == "known.outside.org" ? Of([], ("known.outside.org", "TXT", "\"beside\"")) : Snapshot;
        DnsAnswer answer = DnsAnswers.Answer(AnswerText.Ask(name, "ANY"), TestSnapshots.DefaultPool, snapshot, phantoms);
        Assert.Equal(expected.Replace("PHANTOM2", second, StringComparison.Ordinal).Replace("PHANTOM", first, StringComparison.Ordinal), AnswerText.Of(answer));
        Assert.All(answer.Records, record => Assert.Equal(name, record.Name));
    }

    [Theory]
    [InlineData("nothing.host1.example", "example", 60, "ns.example. admin.example. 7 3600 600 86400 60")]
    [InlineData("_tcp.host1.example", "example", 60, "ns.example. admin.example. 7 3600 600 86400 60")]
    [InlineData("alias.example", "example", 60, "ns.example. admin.example. 7 3600 600 86400 60")]
    [InlineData("x.a.lab.test", "lab.test", 1, "a.urelay.invalid. hostmaster.urelay.invalid. 1 3600 600 86400 1")]
    [InlineData("x.outside.org", ".", 1, "a.urelay.invalid. hostmaster.urelay.invalid. 1 3600 600 86400 1")]
    public void A_negative_answer_has_the_SOA_of_its_zone(string name, string zone, uint ttl, string content)
    {
        DnsRecord soa = Answer(AnswerText.Ask(name, DnsType.Txt), new MemoryPhantoms()).Soa!;
        Assert.Equal((zone, ttl, content), (soa.Name, soa.Ttl, soa.Content));
    }

    /// <summary>RFC 6672 section 2.2: 255 bytes are a name, 256 are none.</summary>
    [Theory]
    [InlineData(9, DnsAnswerKind.Answer, 2)]
    [InlineData(10, DnsAnswerKind.YxDomain, 1)]
    public void A_name_that_would_be_too_long_is_told_with_its_DNAME(int length, DnsAnswerKind kind, int records)
    {
        DnsAnswer answer = Answer(AnswerText.Ask($"{new string('y', length)}.long.outside.org", DnsType.Cname), new MemoryPhantoms());
        Assert.Equal((kind, records), (answer.Kind, answer.Records.Count));
        Assert.Equal(("long.outside.org", DnsType.Dname), (answer.Records[0].Name, answer.Records[0].Type));
    }

    [Fact]
    public void Records_of_an_alias_have_their_own_names_and_times()
    {
        DnsAnswer answer = Answer(AnswerText.Ask("TWICE.example", DnsType.A), new MemoryPhantoms());
        Assert.Equal(["TWICE.example", "alias.example", "host1.example"], answer.Records.Select(record => record.Name));
        Assert.All(answer.Records, record => Assert.Equal(300u, record.Ttl));
    }

    [Fact]
    public async Task An_alias_of_a_new_name_gives_that_name_its_phantom()
    {
        MemoryPhantoms phantoms = new() { IsCaching = false };
        DnsAnswer answer = await DnsAnswers.AnswerAsync(
            AnswerText.Ask("out.example", DnsType.Aaaa), TestSnapshots.DefaultPool, Snapshot, phantoms, cancellation: TestContext.Current.CancellationToken);
        string phantom = PoolAddress.Of(TestSnapshots.DefaultPool.Prefix, phantoms.Add("www.outside.org")).ToString();
        Assert.Equal($"-> www.outside.org {phantom}", AnswerText.Of(answer));
        Assert.Equal(1, phantoms.Count);
    }

    [Fact]
    public void Records_of_one_type_have_one_time()
    {
        Snapshot snapshot = SnapshotCompiler.Compile(
            Tables.Empty with { DnsRecords = [new(1, "a.test", "A", 60, "192.0.2.1"), new(2, "a.test", "A", 7, "192.0.2.2"), new(3, "a.test", "TXT", 60, "\"x\"")] }, 1).Snapshot!;
        Assert.Equal([7u, 7u], Ask(DnsType.A));
        Assert.Equal([60u], Ask(DnsType.Txt));

        IEnumerable<uint> Ask(ushort type) =>
            DnsAnswers.Answer(AnswerText.Ask("a.test", type), TestSnapshots.DefaultPool, snapshot, new MemoryPhantoms()).Records.Select(record => record.Ttl);
    }

    private static DnsAnswer Answer(DnsQuestion question, MemoryPhantoms phantoms) => DnsAnswers.Answer(question, TestSnapshots.DefaultPool, Snapshot, phantoms);

    private static Snapshot Of(string[] zones, params (string Name, string Type, string Content)[] records)
    {
        CompiledTables compiled = SnapshotCompiler.Compile(
            Tables.Empty with
            {
                DnsZones = [.. zones.Select(zone => new DnsZoneRow(zone))],
                DnsRecords = [.. records.Select((record, i) => new DnsRecordRow(i + 1, record.Name, record.Type, 300, record.Content))],
            },
            1);
        Assert.Empty(compiled.Problems);
        return compiled.Snapshot!;
    }
}
