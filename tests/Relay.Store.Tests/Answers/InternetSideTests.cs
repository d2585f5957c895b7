using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Store.Tests.Model;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Answers;

public sealed class InternetSideTests
{
    private static readonly Snapshot Snapshot = SnapshotCompiler.Compile(
        Tables.Empty with
        {
            Pools = [new PoolRow("default", "phantom6", "fd75:7265:6c61:7900::/64", null) { Forward = "HTTPS,SVCB,MX,TXT,TYPE65280", CheckExists = "corp.test,search.example" }],
            Rules = [Tables.Rule(1, "ads.test", action: "block", answer: "nxdomain")],
            StaticMappings = [new StaticMappingRow(7, "pinned.corp.test")],
            Hosts = [new HostRow("host.corp.test", "192.0.2.1")],
            DnsZones = [new DnsZoneRow("zone.corp.test")],
            DnsRecords = [new DnsRecordRow(1, "beside.test", "TXT", 300, "\"ours\"")],
        },
        1).Snapshot!;

    private readonly MemoryPhantoms phantoms = new();

    [Theory]
    [InlineData("www.test", "MX", "WantsRecords")]
    [InlineData("www.test", "TYPE65280", "WantsRecords")]
    [InlineData("_dmarc.www.test", "TXT", "WantsRecords")]
    [InlineData("www.test", "SRV", "NODATA")] // not of the list
    [InlineData("www.test", "AAAA", "WantsPhantom")]
    [InlineData("www.test", "A", "NODATA")]
    // What the relay says itself is nobody else's to say.
    [InlineData("localhost", "MX", "NODATA")]
    [InlineData("x.local", "TXT", "NXDOMAIN")]
    [InlineData("_dns.www.test", "SVCB", "NODATA")]
    [InlineData("mask.icloud.com", "HTTPS", "NODATA")]
    [InlineData("ads.test", "MX", "NXDOMAIN")]
    [InlineData("x.zone.corp.test", "TXT", "NXDOMAIN")]
    [InlineData("beside.test", "TXT", "\"ours\"")]
    [InlineData("beside.test", "MX", "WantsRecords")]
    [InlineData("1.0.0.10.in-addr.arpa", "TXT", "NXDOMAIN")]
    // Whether it exists comes first, for every type.
    [InlineData("wiki.corp.test", "AAAA", "WantsExistence")]
    [InlineData("wiki.corp.test", "A", "WantsExistence")]
    [InlineData("wiki.corp.test", "MX", "WantsExistence")]
    [InlineData("corp.test", "AAAA", "WantsExistence")]
    [InlineData("a.b.Search.example", "AAAA", "WantsExistence")]
    [InlineData("xcorp.test", "AAAA", "WantsPhantom")]
    [InlineData("pinned.corp.test", "AAAA", "fd75:7265:6c61:7900:5ff:7001:0:7")]
    [InlineData("pinned.corp.test", "MX", "WantsRecords")]
    [InlineData("host.corp.test", "AAAA", "WantsPhantom")]
    [InlineData("known.corp.test", "AAAA", "<phantom>")]
    [InlineData("_sip._tcp.corp.test", "TXT", "WantsRecords")]
    public void Is_asked_where_the_pool_says_so(string name, string type, string expected)
    {
        string known = PoolAddress.Of(TestSnapshots.DefaultPool.Prefix, phantoms.Add("known.corp.test")).ToString();
        Assert.Equal(expected.Replace("<phantom>", known, StringComparison.Ordinal), Ask(name, type));
    }

    /// <summary>PowerDNS asks ANY whatever its client wants: nobody could say what to look up.</summary>
    [Theory]
    [InlineData("www.test", "WantsPhantom")]
    [InlineData("wiki.corp.test", "WantsPhantom")]
    public void Is_never_asked_for_PowerDNS(string name, string expected) => Assert.Equal(expected, Ask(name, "ANY"));

    [Theory]
    [InlineData("AAAA", true, "WantsPhantom")]
    [InlineData("A", true, "NODATA")]
    [InlineData("MX", true, "WantsRecords")]
    [InlineData("AAAA", false, "NXDOMAIN")]
    [InlineData("MX", false, "NXDOMAIN")]
    [InlineData("AAAA", null, "SERVFAIL")]
    public void A_name_is_what_it_is_on_the_internet_side(string type, bool? exists, string expected) =>
        Assert.Equal(expected, Ask("wiki.corp.test", type, default(DnsLookUp).Seen(DomainName.Parse("wiki.corp.test"), exists)));

    [Fact]
    public void What_was_seen_of_another_name_says_nothing() =>
        Assert.Equal("WantsExistence", Ask("wiki.corp.test", "AAAA", default(DnsLookUp).Seen(DomainName.Parse("other.corp.test"), true)));

    [Fact]
    public async Task A_name_that_exists_gets_its_phantom_also_where_the_cache_forgets_it_at_once()
    {
        phantoms.IsCaching = false;
        DomainName wiki = DomainName.Parse("wiki.corp.test");
        DnsAnswer answer = await DnsAnswers.AnswerAsync(
            AnswerText.Ask("wiki.corp.test", DnsType.Aaaa), Snapshot.Pools[0], Snapshot, phantoms, null, default(DnsLookUp).Seen(wiki, true), TestContext.Current.CancellationToken);
        Assert.Equal(PoolAddress.Of(TestSnapshots.DefaultPool.Prefix, phantoms.Add("wiki.corp.test")), Assert.Single(answer.Records).Address);
    }

    [Fact]
    public void Records_are_told_under_the_asked_name()
    {
        DnsAnswer answer = Answer("WWW.test", "MX", Heard("www.test", "MX", "10 mx.test", "20 mx2.test"));
        Assert.Equal([("WWW.test", 60u, "000a026d78047465737400"), ("WWW.test", 60u, "0014036d7832047465737400")],
            answer.Records.Select(record => (record.Name, record.Ttl, Convert.ToHexStringLower(record.Data!.Value.Span))));
    }

    [Fact]
    public void None_and_nobody_could_say_are_two_answers()
    {
        Assert.Equal("NODATA", Ask("www.test", "MX", Heard("www.test", "MX")));
        Assert.Equal("SERVFAIL", Ask("www.test", "MX", default(DnsLookUp).Heard(DomainName.Parse("www.test"), null)));
    }

    [Fact]
    public void A_service_shows_no_address_and_no_h3()
    {
        DnsAnswer answer = Answer("www.test", "HTTPS", Heard("www.test", "HTTPS", "1 . alpn=h3,h2 ipv4hint=192.0.2.1 ipv6hint=2001:db8::1", "2 cdn.example.net alpn=h2"));
        Assert.Equal("0001000001000302" + "6832", Convert.ToHexStringLower(Assert.Single(answer.Records).Data!.Value.Span));
        Assert.Equal("NODATA", Ask("www.test", "HTTPS", Heard("www.test", "HTTPS", "0 cdn.example.net")));
    }

    [Theory]
    [InlineData("A", "forward A is answered here")]
    [InlineData("MX,CNAME", "forward CNAME is answered here")]
    [InlineData("mx", "forward 'mx' is none of A, AAAA, ")]
    [InlineData("TYPE48", "forward 'TYPE48' is made by the server that signs")]
    [InlineData("DS", "forward DS is answered here, and never forwarded")]
    [InlineData("", "forward '' is none of ")]
    public void A_list_of_types_that_makes_no_sense_rejects_the_change(string forward, string expected) => AssertRejected(new PoolRow("p", "phantom6", "fd00::/64", null) { Forward = forward }, expected);

    [Theory]
    [InlineData("Corp.test", "check_exists 'Corp.test' is not canonical: write 'corp.test'")]
    [InlineData("a.test,", "check_exists '' is not a domain name")]
    public void A_list_of_names_that_makes_no_sense_rejects_the_change(string names, string expected) => AssertRejected(new PoolRow("p", "phantom6", "fd00::/64", null) { CheckExists = names }, expected);

    private static void AssertRejected(PoolRow row, string expected)
    {
        CompiledTables compiled = SnapshotCompiler.Compile(Tables.Empty with { Pools = [row] }, 1);
        Assert.Null(compiled.Snapshot);
        Assert.StartsWith(expected, Assert.Single(compiled.Problems).Message, StringComparison.Ordinal);
    }

    private static DnsLookUp Heard(string name, string type, params string[] contents) =>
        default(DnsLookUp).Heard(DomainName.Parse(name), new ForeignRecords([.. contents.Select(content => DnsRecord.Of(name, type, 0, content).Data!.Value.ToArray())], 60));

    private string Ask(string name, string type, DnsLookUp known = default) => AnswerText.Of(Answer(name, type, known));

    private DnsAnswer Answer(string name, string type, DnsLookUp known = default) => DnsAnswers.Answer(AnswerText.Ask(name, type), Snapshot.Pools[0], Snapshot, phantoms, known);
}
