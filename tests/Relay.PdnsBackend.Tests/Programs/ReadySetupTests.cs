using System.Text.RegularExpressions;
using Xunit;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>Each configuration that we ship, with the real PowerDNS and the real program.</summary>
public sealed partial class ReadySetupTests
{
    [Theory]
    [InlineData("stdio")]
    [InlineData("pipe")]
    [InlineData("remote")]
    [InlineData("dnssec")]
    public async Task Answers(string setup)
    {
        using Trial trial = await Trial.StartAsync(setup);
        string first = await trial.DigAsync("WWW.deep.example.test", "AAAA");
        string address = AaaaLine().Match(first).Groups["address"].Value;
        Assert.StartsWith("fd75:7265:6c61:7900:", address, StringComparison.Ordinal);
        Assert.Contains(address, await trial.DigAsync("www.DEEP.example.test", "AAAA", "+tcp"), StringComparison.Ordinal);
        Assert.Matches(@"\sPTR\s+www\.deep\.example\.test\.\n", await trial.DigAsync("-x", address));
        AssertNegative("NOERROR", await trial.DigAsync("www.deep.example.test", "A"));
        AssertNegative("NOERROR", await trial.DigAsync("_dmarc.example.test", "HINFO"), isShown: setup is "stdio" or "pipe");
        AssertNegative("NOERROR", await trial.DigAsync("_443._tcp.www.deep.example.test", "TLSA"));
        AssertNegative("NXDOMAIN", await trial.DigAsync("printer.local", "AAAA"));
        Assert.Contains("127.0.0.1", await trial.DigAsync("localhost", "A"), StringComparison.Ordinal);
        Assert.Contains("a.urelay.invalid. hostmaster.urelay.invalid.", await trial.DigAsync(".", "SOA"), StringComparison.Ordinal);
        Assert.Matches(@"\sNS\s+a\.urelay\.invalid\.\n", await trial.DigAsync(".", "NS"));
        // Each understood the other; that the store was not open at first is no fault.
        foreach (string fault in (string[])["of the protocol", "cannot read", "because of a bug", "Format error"])
            Assert.DoesNotContain(fault, trial.Log, StringComparison.Ordinal);
    }

    /// <summary>Far longer than the test may last, so that nothing expires by itself.</summary>
    [Theory]
    [InlineData("stdio")]
    [InlineData("pipe")]
    [InlineData("remote")]
    [InlineData("dnssec")]
    public async Task Changes_show_though_all_caches_are_long(string setup)
    {
        using Trial trial = await Trial.StartAsync(setup, "", "--cache-ttl=600", "--query-cache-ttl=600", "--negquery-cache-ttl=600");
        Assert.Matches(AaaaLine(), await trial.DigAsync("www.example.test", "AAAA"));
        AssertNegative("NXDOMAIN", await trial.DigAsync("a.local", "TXT"));
        AssertNegative("NOERROR", await trial.DigAsync("www.example.test", "A"));
        trial.Administer("""
            INSERT INTO rule (domain, action, answer) VALUES ('=www.example.test', 'block', 'nxdomain');
            INSERT INTO dns_record (name, type, ttl, content) VALUES ('a.local', 'TXT', 3600, '"first"');
            """);
        await SeeAsync(trial, "status: NXDOMAIN", "www.example.test", "AAAA");
        await SeeAsync(trial, "first", "a.local", "TXT");
        trial.Administer("UPDATE dns_record SET content = '\"second\"'");
        await SeeAsync(trial, "second", "a.local", "TXT");
    }

    private static async Task SeeAsync(Trial trial, string expected, params string[] query)
    {
        TimeProvider time = TimeProvider.System;
        long began = time.GetTimestamp();
        string seen;
        do
            seen = await trial.DigAsync(query);
        while (!seen.Contains(expected, StringComparison.Ordinal) && time.GetElapsedTime(began) < TimeSpan.FromMinutes(1));
        Assert.True(seen.Contains(expected, StringComparison.Ordinal), $"{expected}\n{seen}\n{trial.Log}");
    }

    /// <summary>NODATA through the pipe is a record of another type: whoever asks for that one sees it.</summary>
    private static void AssertNegative(string status, string output, bool isShown = false)
    {
        Assert.Contains($"status: {status},", output, StringComparison.Ordinal);
        if (isShown)
            return;
        Assert.DoesNotContain("ANSWER SECTION", output, StringComparison.Ordinal);
        Assert.Contains("a.urelay.invalid. hostmaster.urelay.invalid.", output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\S+\s+\d+\s+IN\s+AAAA\s+(?<address>\S+)$", RegexOptions.Multiline)]
    private static partial Regex AaaaLine();
}
