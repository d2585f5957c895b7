using System.Text.RegularExpressions;
using Relay.Store.Model;
using Relay.TestKit;
using Xunit;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>Zones and records through the real PowerDNS: what only its own reading of our lines can show.</summary>
public sealed class PdnsZonesTests
{
    private static readonly string Hash = new string('0', 32) + new string('f', 32);

    /// <summary>Name, type, content, and what dig shows for it, a pattern; null where the name is not asked for.</summary>
    private static readonly (string Name, string Type, string Content, string? Shown)[] Records =
    [
        ("lab.test", "SOA", "ns.lab.test admin.lab.test 7 3600 600 86400 60", null),
        ("lab.test", "MX", "10 a.lab.test", @"10 a\.lab\.test\."),
        ("lab.test", "CAA", "0 issue \"ca.example.net\"", @"0 issue ""ca\.example\.net"""),
        ("a.lab.test", "A", "192.0.2.1", @"192\.0\.2\.1"),
        ("a.lab.test", "HTTPS", "1 . alpn=h2 port=8443", @"1 \. alpn=""h2"" port=8443"),
        ("b.lab.test", "SVCB", "0 a.lab.test", @"0 a\.lab\.test\."),
        ("a.lab.test", "SSHFP", $"4 2 {Hash}", "4 2 [0F ]+"),
        ("_443._tcp.a.lab.test", "TLSA", $"3 1 1 {Hash}", "3 1 1 [0F ]+"),
        ("a.lab.test", "URI", "10 1 \"https://a.lab.test/\"", @"10 1 ""https://a\.lab\.test/"""),
        ("_sip._tcp.a.lab.test", "SRV", "0 5 5060 a.lab.test", @"0 5 5060 a\.lab\.test\."),
        ("a.lab.test", "NAPTR", "1 1 \"S\" \"SIP+D2U\" \"\" b.lab.test", @"1 1 ""S"" ""SIP\+D2U"" """" b\.lab\.test\."),
        ("a.lab.test", "TYPE65280", "\\# 3 abcdef", @"\\# 3 ABCDEF"),
        ("a.lab.test", "TXT", "\"a\\\"b\" \"c\"", @"""a\\""b"" ""c"""),
        ("*.lab.test", "TXT", "\"wild\"", null),
        ("alias.lab.test", "CNAME", "a.lab.test.", @"a\.lab\.test\."),
        ("out.lab.test", "CNAME", "www.outside.test", @"www\.outside\.test\."),
        ("1.2.0.192.in-addr.arpa", "PTR", "a.lab.test", @"a\.lab\.test\."),
    ];

    private static readonly Snapshot Snapshot = SnapshotCompiler.Compile(
        new TableRows([new PoolRow("default", "phantom6", TestSnapshots.DefaultPool.Prefix.ToString(), null)], [], [], [], [])
        {
            DnsZones = [new DnsZoneRow("lab.test")],
            DnsRecords = [.. Records.Select((record, i) => new DnsRecordRow(i + 1, record.Name, record.Type, 300, record.Content))],
        },
        1).Snapshot!;

    private readonly MemoryPhantoms phantoms = new();
    private readonly RecordingLog log = new();

    /// <summary>By either protocol, as part of the zone "." or as zones of their own.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Zones_and_records_are_served(bool isRemote, bool hasZones)
    {
        await using BackendSocket backend = new(phantoms, log, snapshot: Snapshot, hasZones: hasZones);
        using PdnsServer server = isRemote ? PdnsServer.OfRemote(backend.Path) : new PdnsServer(backend.Path);
        string soa = hasZones ? "ns.lab.test. admin.lab.test. 7" : "a.urelay.invalid. hostmaster.urelay.invalid.";
        foreach ((string name, string type, _, string? shown) in Records)
        {
            if (shown is not null)
                Assert.Matches($@"(?m)^{Regex.Escape(name)}\.\s+300\s+IN\s+{type}\s+{shown}\s*$", await server.DigAsync(name, type));
        }
        // RFC 4592: the wildcard, the case of the question, another type, below what exists, an empty non-terminal.
        Assert.Matches(@"(?m)^X\.y\.LAB\.test\.\s+300\s+IN\s+TXT\s+""wild""", await server.DigAsync("X.y.LAB.test", "TXT"));
        await AssertNegativeAsync(server, soa, "NOERROR", "x.y.lab.test", "A");
        await AssertNegativeAsync(server, soa, "NXDOMAIN", "x.a.lab.test", "TXT");
        await AssertNegativeAsync(server, soa, "NOERROR", "_tcp.a.lab.test", "TXT");
        if (hasZones)
        {
            Assert.Matches(@"lab\.test\.\s+300\s+IN\s+SOA\s+ns\.lab\.test\. admin\.lab\.test\. 7 ", await server.DigAsync("lab.test", "SOA"));
            Assert.Matches(@"lab\.test\.\s+300\s+IN\s+NS\s+a\.urelay\.invalid\.", await server.DigAsync("lab.test", "NS"));
        }
        else
        {
            await AssertNegativeAsync(server, soa, "NOERROR", "lab.test", "SOA");
            await AssertNegativeAsync(server, soa, "NOERROR", "lab.test", "NS");
        }
        Assert.Matches(@"CNAME\s+a\.lab\.test\.\na\.lab\.test\.\s+300\s+IN\s+A\s+192\.0\.2\.1", await server.DigAsync("alias.lab.test", "A"));
        Assert.Equal(0, phantoms.Count);
        Assert.Matches(@"CNAME\s+www\.outside\.test\.\nwww\.outside\.test\.\s+300\s+IN\s+AAAA\s+fd75:", await server.DigAsync("out.lab.test", "AAAA"));
        Assert.Equal(1, phantoms.Count);
        Assert.DoesNotContain(log.Lines, line => !line.Contains("closed by PowerDNS", StringComparison.Ordinal));
    }

    private static async Task AssertNegativeAsync(PdnsServer server, string soa, string status, string name, string type)
    {
        string output = await server.DigAsync(name, type);
        Assert.Contains($"status: {status},", output, StringComparison.Ordinal);
        Assert.DoesNotContain("ANSWER SECTION", output, StringComparison.Ordinal);
        Assert.Contains(soa, output, StringComparison.Ordinal);
    }
}
