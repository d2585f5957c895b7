using System.Text.RegularExpressions;
using Relay.Store.Model;
using Relay.Store;
using Relay.TestKit;
using Xunit;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>The real PowerDNS, with the shipped configuration.</summary>
public sealed partial class PdnsServerTests
{
    private readonly MemoryPhantoms phantoms = new();
    private readonly RecordingLog log = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Every_version_answers_as_the_design_says(int abi)
    {
        await using BackendSocket backend = new(phantoms, log);
        using PdnsServer server = new(backend.Path, $"--pipe-abi-version={abi}");
        await AssertAnswersAsync(server);
    }

    [Fact]
    public async Task The_remote_protocol_answers_alike()
    {
        await using BackendSocket backend = new(phantoms, log);
        using PdnsServer server = PdnsServer.OfRemote(backend.Path);
        await AssertAnswersAsync(server);
    }

    private async Task AssertAnswersAsync(PdnsServer server)
    {
        string first = await server.DigAsync("WWW.deep.example.test", "AAAA");
        Match answer = AaaaLine().Match(first);
        Assert.True(answer.Success, first);
        Assert.True(TestSnapshots.DefaultPool.Prefix.Contains(NetAddress.Parse(answer.Groups["address"].Value)), first);
        Assert.Contains(answer.Groups["address"].Value, await server.DigAsync("www.deep.EXAMPLE.test", "AAAA", "+tcp"), StringComparison.Ordinal);

        foreach (string type in (string[])["A", "HTTPS", "MX", "TXT", "CAA", "DS"])
            AssertNegative("NOERROR", await server.DigAsync("www.deep.example.test", type));
        Assert.Equal(1, phantoms.Count);

        AssertNegative("NXDOMAIN", await server.DigAsync("printer.local", "AAAA"));
        AssertNegative("NXDOMAIN", await server.DigAsync("-x", "192.0.2.1"));
        AssertNegative("NOERROR", await server.DigAsync("_dns.resolver.arpa", "SVCB"));
        AssertNegative("NOERROR", await server.DigAsync("_443._tcp.www.deep.example.test", "TLSA"));
        AssertNegative("NOERROR", await server.DigAsync("www.deep.example.test", "SOA"));
        AssertNegative("NOERROR", await server.DigAsync("www.deep.example.test", "NS"));
        Assert.Contains("127.0.0.1", await server.DigAsync("localhost", "A"), StringComparison.Ordinal);
        Assert.Contains("192.0.0.170", await server.DigAsync("ipv4only.arpa", "A"), StringComparison.Ordinal);
        Assert.Contains("a.urelay.invalid. hostmaster.urelay.invalid.", await server.DigAsync(".", "SOA"), StringComparison.Ordinal);
        Assert.Matches(@"\sNS\s+a\.urelay\.invalid\.\n", await server.DigAsync(".", "NS"));
        Assert.Equal(1, phantoms.Count);

        Assert.Matches(@"\sPTR\s+www\.deep\.example\.test\.\n", await server.DigAsync("-x", answer.Groups["address"].Value));
        Assert.DoesNotContain(log.Lines, line => !line.Contains("closed by PowerDNS", StringComparison.Ordinal));
    }

    /// <summary>One thread, so that each answer follows the one before on the same connection: one line too few or too many would show.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_is_away_is_SERVFAIL_and_its_return_is_seen(bool isRemote)
    {
        await using BackendSocket backend = new(phantoms, log);
        using PdnsServer server = Start(backend, isRemote, "--distributor-threads=1");
        for (int round = 0; round < 5; round++)
        {
            phantoms.Database = _ => throw new StoreUnavailableException("away");
            Assert.Contains("status: SERVFAIL", await server.DigAsync($"a{round}.test", "AAAA"), StringComparison.Ordinal);
            Assert.Contains("status: SERVFAIL", await server.DigAsync($"b{round}.test", "A"), StringComparison.Ordinal);
            phantoms.Database = _ => Task.CompletedTask;
            Assert.Matches(AaaaLine(), await server.DigAsync($"a{round}.test", "AAAA"));
            AssertNegative("NOERROR", await server.DigAsync($"b{round}.test", "A"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_rules_yet_is_SERVFAIL_at_once(bool isRemote)
    {
        await using BackendSocket backend = new(phantoms, log, hasSnapshot: false);
        using PdnsServer server = Start(backend, isRemote, "--distributor-threads=1");
        for (int round = 0; round < 5; round++)
        {
            Assert.Contains("status: SERVFAIL", await server.DigAsync($"a{round}.test", "AAAA"), StringComparison.Ordinal);
            Assert.Contains("status: SERVFAIL", await server.DigAsync($"b{round}.test", "A"), StringComparison.Ordinal);
        }
        Assert.DoesNotContain("Timeout", server.Log, StringComparison.Ordinal);
    }

    /// <summary>Four co-processes on one SQLite file that none of them has found made, and after a restart four others.</summary>
    [Fact]
    public async Task The_program_keeps_addresses_over_processes_and_restarts()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-store-");
        string command = $"{UrelayPdns.Path} --store {Path.Combine(directory.FullName, "urelay.db")}";
        string[] names = [.. Enumerable.Range(1, 20).Select(n => $"host{n}.example.test")];
        try
        {
            string[] before = await AddressesAsync(command, names);
            Assert.Equal(names.Length, before.Distinct().Count());
            Assert.Equal(before, await AddressesAsync(command, names));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static PdnsServer Start(BackendSocket backend, bool isRemote, params string[] options) =>
        isRemote ? PdnsServer.OfRemote(backend.Path, options) : new PdnsServer(backend.Path, options);

    private static async Task<string[]> AddressesAsync(string command, string[] names)
    {
        using PdnsServer server = new(command);
        List<string> addresses = [];
        foreach (string name in names)
        {
            string address = AaaaLine().Match(await server.DigUntilServedAsync(name, "AAAA")).Groups["address"].Value;
            Assert.NotEqual("", address);
            Assert.Contains(address, await server.DigUntilServedAsync(name, "AAAA", "+tcp"), StringComparison.Ordinal);
            addresses.Add(address);
        }
        AssertNegative("NOERROR", await server.DigUntilServedAsync(names[0], "A"));
        Assert.Matches(@"\sPTR\s+host1\.example\.test\.\n", await server.DigUntilServedAsync("-x", addresses[0]));
        return [.. addresses];
    }

    private static void AssertNegative(string status, string output)
    {
        Assert.Contains($"status: {status},", output, StringComparison.Ordinal);
        Assert.DoesNotContain("ANSWER SECTION", output, StringComparison.Ordinal);
        Assert.Contains("a.urelay.invalid. hostmaster.urelay.invalid.", output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\S+\s+\d+\s+IN\s+AAAA\s+(?<address>\S+)$", RegexOptions.Multiline)]
    private static partial Regex AaaaLine();
}
