using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Answers;

/// <summary>Zones of their own, as PowerDNS walks up to them.</summary>
public sealed class ZoneApexesTests
{
    private static readonly Snapshot Snapshot = SnapshotCompiler.Compile(
        new TableRows([new PoolRow("default", "phantom6", TestSnapshots.DefaultPool.Prefix.ToString(), null)], [], [], [], [])
        {
            DnsZones = [new DnsZoneRow("lab.test"), new DnsZoneRow("deep.lab.test"), new DnsZoneRow("broken.test")],
            DnsRecords =
            [
                new DnsRecordRow(1, "lab.test", "SOA", 60, "ns.lab.test admin.lab.test 7 3600 600 86400 60"),
                new DnsRecordRow(2, "lab.test", "NS", 60, "ns.lab.test"),
                new DnsRecordRow(3, "alias.lab.test", "CNAME", 60, "deep.lab.test"),
                new DnsRecordRow(4, "broken.test", "A", 60, "nonsense"),
                new DnsRecordRow(5, "*.lab.test", "TXT", 60, "\"wild\""),
            ],
        },
        1).Snapshot!;

    [Fact]
    public void Are_named_but_for_those_that_cannot_be_answered_from() => Assert.Equal(["deep.lab.test", "lab.test"], ZoneApexes.NamesOf(Snapshot));

    [Theory]
    [InlineData("lab.test", "SOA", "ns.lab.test admin.lab.test 7 3600 600 86400 60")]
    [InlineData("LAB.test", "NS", "ns.lab.test")]
    [InlineData("deep.lab.test", "NS", "a.urelay.invalid")]
    [InlineData("deep.lab.test", "SOA", "a.urelay.invalid. hostmaster.urelay.invalid. 1 3600 600 86400 1")]
    // No zone's name, though an alias leads to one, or a wildcard makes it.
    [InlineData("alias.lab.test", "SOA", null)]
    [InlineData("x.lab.test", "SOA", null)]
    [InlineData("test", "NS", null)]
    [InlineData(".", "SOA", null)]
    [InlineData("broken.test", "SOA", null)]
    [InlineData("lab.test", "TXT", null)]
    public void Have_their_SOA_and_NS_and_no_other_name_has(string name, string type, string? content)
    {
        Assert.True(RecordType.TryParse(type, out RecordType? known, out _));
        DnsAnswer answer = ZoneApexes.Of(new DnsQuestion(name, known.Code, default, false, DnsAsker.PowerDnsWithZones), Snapshot);
        Assert.Equal(DnsAnswerKind.Answer, answer.Kind);
        Assert.Equal(content is null ? [] : [content], answer.Records.Select(record => record.Content ?? record.Target));
    }

    [Fact]
    public void Are_none_without_a_snapshot() =>
        Assert.Empty(ZoneApexes.Of(new DnsQuestion("lab.test", DnsType.Soa, default, false, DnsAsker.PowerDnsWithZones), null).Records);
}
