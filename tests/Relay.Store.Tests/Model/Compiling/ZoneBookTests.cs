using CsCheck;
using Relay.Store.Answers;
using Relay.Store.Model;
using Relay.Store.Tests.Answers;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Model.Compiling;

public sealed class ZoneBookTests
{
    public static TheoryData<TableRows, string, string> Wrong => new()
    {
        { Records(("a.test", "A", "x")), "dns_record 1: content 'x' is no content of type A: write one such as 192.0.2.1", "SERVFAIL" },
        { Records(("a.test", "FROB", "x")), "dns_record 1: type 'FROB' is none of A, ", "SERVFAIL" },
        { Records(("a.test", "TXT", "\"a\"b\"")), "dns_record 1: content '\"a\"b\"' is no content of type TXT", "SERVFAIL" },
        { Records(("a.test", "CNAME", "b.test"), ("a.test", "A", "192.0.2.1")), "dns_record 1: a name that has a CNAME has no other records", "SERVFAIL" },
        { Records(("a.test", "A", "192.0.2.1"), ("x.test", "SOA", "a b 1 2 3 4 5")), "dns_record 2: type SOA and NS are for the name of a row of dns_zone", "192.0.2.1" },
        { Records(("a.test", "NS", "ns.test"), ("a.test", "A", "192.0.2.1")), "dns_record 1: type SOA and NS are for the name of a row of dns_zone", "192.0.2.1" },
        { Records(("z.test", "SOA", "a b 1 2 3 4 5"), ("z.test", "SOA", "a b 2 2 3 4 5")) with { DnsZones = [new DnsZoneRow("z.test")] }, "dns_record 2: the zone has a SOA already", "NODATA" },
        { Records(("a.test", "CNAME", "b.test")) with { DnsZones = [new DnsZoneRow("a.test")] }, "dns_record 1: a name that has a CNAME has no other records", "SERVFAIL" },
        { Records(("test.org", "DNAME", "b.test"), ("c.test.org", "A", "192.0.2.1"), ("a.test", "CNAME", "x.y.test.org")), "dns_record 1: a name that has a DNAME has no other, no CNAME, and no rows", "SERVFAIL" },
        { Records(("y.test", "DNAME", "b.test"), ("a.test", "CNAME", "x.y.test")) with { DnsZones = [new DnsZoneRow("z.y.test")] }, "dns_record 1: a name that has a DNAME has no other, no CNAME, and no rows", "SERVFAIL" },
        { Records(("*.a.test", "DNAME", "b.test"), ("a.test", "A", "192.0.2.1")), "dns_record 1: type DNAME is for all names below its own", "192.0.2.1" },
        { Tables.Empty with { DnsRecords = [new DnsRecordRow(1, "a.test", "A", -1, "192.0.2.1")] }, "dns_record 1: ttl -1 is out of range: write 0 to 2147483647", "SERVFAIL" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_broken_row_is_told_and_its_name_is_answered_with_nothing_else(TableRows rows, string expected, string answered)
    {
        CompiledTables compiled = SnapshotCompiler.Compile(rows, 7);
        Problem problem = Assert.Single(compiled.Problems);
        Assert.StartsWith(expected, $"{problem.TableName} {problem.RowKey}: {problem.Message}", StringComparison.Ordinal);
        Assert.Equal(answered, Ask(compiled.Snapshot!, "a.test"));
        Assert.Equal("NODATA", Ask(compiled.Snapshot!, "other.test"));
    }

    [Theory]
    [InlineData("A.test", "name 'A.test' is not canonical: write 'a.test'")]
    [InlineData("*.A.test", "name '*.A.test' is not canonical: write '*.a.test'")]
    [InlineData("a.*.test", "name 'a.*.test' is not a domain name")]
    [InlineData("", "name '' is not a domain name")]
    public void A_row_without_a_name_rejects_the_change(string name, string expected)
    {
        CompiledTables records = SnapshotCompiler.Compile(Records((name, "A", "192.0.2.1")), 7);
        Assert.Null(records.Snapshot);
        Assert.StartsWith(expected, Assert.Single(records.Problems).Message, StringComparison.Ordinal);
        Assert.Null(SnapshotCompiler.Compile(Tables.Empty with { DnsZones = [new DnsZoneRow(name)] }, 7).Snapshot);
    }

    private static readonly Gen<DnsRecordRow> AnyRow =
        from id in Gen.Long[1, 12]
        from name in Gen.OneOf("a.test", "b.a.test", "c.b.a.test", "*.a.test", "*.test", "x.y.z.test", "z.test", "A.test")
        from content in Gen.OneOf(("A", "192.0.2.1"), ("A", "192.0.2.2"), ("TXT", "\"x\""), ("CNAME", "z.test"), ("DNAME", "z.test"), ("NS", "ns.test"), ("SOA", "a b 1 2 3 4 5"), ("A", "broken"))
        select new DnsRecordRow(id, name, content.Item1, 300, content.Item2);

    private static readonly Gen<(DnsRecordRow[] Rows, long[] Gone, string[] Zones)> AnyStep =
        Gen.Select(AnyRow.Array[0, 3], Gen.Long[1, 12].Array[0, 2], Gen.OneOf("test", "a.test", "y.z.test", "Bad.test").Array[0, 2], (rows, gone, zones) => (rows, gone, zones));

    /// <summary>Records that were changed again and again are those that would be compiled of the rows as they are, in what is answered and in what is wrong.</summary>
    [Fact]
    public void Changes_come_to_what_the_rows_come_to() => AnyStep.Array[1, 8].Sample(steps =>
    {
        SortedDictionary<long, DnsRecordRow> rows = [];
        CompiledTables tables = SnapshotCompiler.Compile(Tables.Empty with { DnsZones = [], DnsRecords = [] }, 0);
        foreach ((DnsRecordRow[] changed, long[] gone, string[] zones) in steps)
        {
            foreach (long id in gone)
                rows.Remove(id);
            foreach (DnsRecordRow row in changed)
                rows[row.Id] = row;
            long[] ids = [.. gone.Concat(changed.Select(row => row.Id)).Distinct()];
            DnsZoneRow[] zoneRows = [.. zones.Distinct().Select(zone => new DnsZoneRow(zone))];
            tables = SnapshotCompiler.Compile(
                tables, new TableRows(null, null, null, null, null) { DnsZones = zoneRows, DnsRecords = [.. rows.Values.Where(row => ids.Contains(row.Id))], ChangedDnsRecords = ids }, 1);
            CompiledTables whole = SnapshotCompiler.Compile(Tables.Empty with { DnsZones = zoneRows, DnsRecords = [.. rows.Values] }, 1);
            Assert.Equal(whole.Problems.Select(problem => problem.ToString()), tables.Problems.Select(problem => problem.ToString()));
            Assert.Equal(whole.Snapshot is null, tables.Snapshot is null);
            if (whole.Snapshot is null)
                continue;
            foreach (string name in (string[])["test", "a.test", "b.a.test", "c.b.a.test", "n.c.b.a.test", "n.a.test", "n.test", "x.y.z.test", "y.z.test", "*.a.test"])
                Assert.Equal(Ask(whole.Snapshot, name), Ask(tables.Snapshot!, name));
        }
    });

    /// <summary>Each name is made once, and nothing is done for all pairs of its rows: neither many names nor many rows of one hold up a start.</summary>
    [Fact]
    public void Many_records_are_loaded_and_one_of_them_changed()
    {
        List<DnsRecordRow> rows =
        [
            .. Enumerable.Range(1, 50_000).Select(i => new DnsRecordRow(i, $"n{i}.a{i % 100}.test", "A", 300, "192.0.2.1")),
            .. Enumerable.Range(50_001, 20_000).Select(i => new DnsRecordRow(i, "many.test", "TXT", 300, $"\"{i}\"")),
        ];
        CompiledTables tables = SnapshotCompiler.Compile(Tables.Empty with { DnsZones = [new DnsZoneRow("test")], DnsRecords = rows }, 1);
        Assert.Empty(tables.Problems);
        tables = SnapshotCompiler.Compile(
            tables, new TableRows(null, null, null, null, null) { DnsRecords = [rows[6] with { Content = "192.0.2.77" }], ChangedDnsRecords = [7, 8] }, 2);
        Assert.Equal("192.0.2.77", Ask(tables.Snapshot!, "n7.a7.test"));
        Assert.Equal("NXDOMAIN", Ask(tables.Snapshot!, "n8.a8.test"));
        Assert.Equal("192.0.2.1", Ask(tables.Snapshot!, "n9.a9.test"));
        Assert.Equal("NODATA", Ask(tables.Snapshot!, "a8.test"));
    }

    private static TableRows Records(params (string Name, string Type, string Content)[] records) =>
        Tables.Empty with { DnsRecords = [.. records.Select((record, i) => new DnsRecordRow(i + 1, record.Name, record.Type, 300, record.Content))] };

    private static string Ask(Snapshot snapshot, string name) =>
        AnswerText.Of(DnsAnswers.Answer(AnswerText.Ask(name, "A"), TestSnapshots.DefaultPool, snapshot, new MemoryPhantoms()));
}
