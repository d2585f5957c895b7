using System.Diagnostics;
using System.Text.RegularExpressions;
using Relay.TestKit;
using Xunit;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>What PowerDNS signs is secure to two validators, and nothing is bogus: with NSEC3 narrow, keys beside our records.</summary>
public sealed partial class DnssecTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private const string Rows = $"""
        INSERT INTO rule (domain, action, answer) VALUES ('=gone.blocked.test', 'block', 'nxdomain'), ('nodata.test', 'block', 'nodata'), ('there.test', 'block', '192.0.2.80');
        INSERT INTO dns_zone (name) VALUES ('lab.test');
        INSERT INTO dns_record (name, type, ttl, content) VALUES
            ('a.lab.test', 'A', 60, '192.0.2.1'), ('a.lab.test', 'HTTPS', 60, '1 . alpn=h2'), ('a.lab.test', 'MX', 60, '10 a.lab.test'), ('*.lab.test', 'TXT', 60, '"wild"'),
            ('b.c.lab.test', 'TXT', 60, '"deep"'), ('alias.lab.test', 'CNAME', 60, 'a.lab.test'), ('out.lab.test', 'CNAME', 60, 'www.out.test'),
            ('old.test', 'DNAME', 60, 'lab.test'), ('place.test', 'LOC', 60, '52 22 23 N 4 53 32 E -2m'), ('a.lab.test', 'CERT', 60, '1 0 0 MIIB'), ('a.lab.test', 'DS', 60, '1 13 2 {Hash}');
        """;

    /// <summary>Name, type, status, and whether there is an answer; in an order in which one negative answer could spoil the next.</summary>
    private static readonly (string Name, string Type, string Status, bool IsAnswered)[] Questions =
    [
        ("www.example.test", "A", "NOERROR", false),
        ("www.example.test", "AAAA", "NOERROR", true),
        ("WwW.eXample.TEST", "AAAA", "NOERROR", true),
        ("www.example.test", "HTTPS", "NOERROR", false),
        ("www.example.test", "DS", "NOERROR", false),
        ("_443._tcp.www.example.test", "TLSA", "NOERROR", false),
        ("gone.blocked.test", "AAAA", "NXDOMAIN", false),
        ("blocked.test", "AAAA", "NOERROR", true),
        ("nodata.test", "AAAA", "NOERROR", false),
        ("there.test", "A", "NOERROR", true),
        ("there.test", "AAAA", "NOERROR", false),
        ("a.lab.test", "A", "NOERROR", true),
        ("a.lab.test", "HTTPS", "NOERROR", true),
        ("a.lab.test", "MX", "NOERROR", true),
        ("a.lab.test", "TXT", "NOERROR", false),
        ("x.a.lab.test", "TXT", "NXDOMAIN", false),
        ("c.lab.test", "TXT", "NOERROR", false),
        ("wild.lab.test", "TXT", "NOERROR", true),
        ("two.deep.lab.test", "TXT", "NOERROR", true),
        ("wild.lab.test", "A", "NOERROR", false),
        ("alias.lab.test", "A", "NOERROR", true),
        ("out.lab.test", "AAAA", "NOERROR", true),
        ("old.test", "DNAME", "NOERROR", true),
        ("a.old.test", "A", "NOERROR", true),
        ("place.test", "LOC", "NOERROR", true),
        ("a.lab.test", "CERT", "NOERROR", true),
        ("a.lab.test", "DS", "NOERROR", false),
        ("lab.test", "SOA", "NOERROR", false),
        ("use-application-dns.net", "A", "NXDOMAIN", false),
        ("ipv4only.arpa", "A", "NOERROR", true),
        (".", "SOA", "NOERROR", true),
        (".", "NS", "NOERROR", true),
        (".", "DNSKEY", "NOERROR", true),
    ];

    [Fact]
    public async Task The_shipped_configuration_is_secure()
    {
        using Trial trial = await Trial.StartAsync("dnssec");
        await AssertSecureAsync(trial, Path.Combine(trial.Place, "anchor"));
    }

    /// <summary>As docs/powerdns.md says of it: three lines more in the configuration of co-processes.</summary>
    [Fact]
    public async Task So_are_co_processes_beside_the_keys()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-keys-");
        string keys = Path.Combine(directory.FullName, "keys.db"), anchor = Path.Combine(directory.FullName, "anchor"), script = Path.Combine(AppContext.BaseDirectory, "pdns", "dnssec.sh");
        await File.WriteAllTextAsync(anchor, Shell.Run(script, keys), TestContext.Current.CancellationToken);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(keys));
        // Again: it changes nothing.
        Assert.Equal(await File.ReadAllTextAsync(anchor, TestContext.Current.CancellationToken), Shell.Run(script, keys));
        using (Trial trial = await Trial.StartAsync("stdio", "", "--launch=gsqlite3,pipe", $"--gsqlite3-database={keys}", "--gsqlite3-dnssec=yes"))
            await AssertSecureAsync(trial, anchor);
        directory.Delete(recursive: true);
    }

    private static async Task AssertSecureAsync(Trial trial, string anchor)
    {
        trial.Administer(Rows);
        while (!(await trial.DigAsync("wild.lab.test", "TXT")).Contains("\"wild\"", StringComparison.Ordinal))
            await Task.Yield();
        string address = (await trial.DigAsync("www.example.test", "AAAA")).Split('\t', '\n', ' ').First(word => word.StartsWith("fd75:", StringComparison.Ordinal));
        await AssertDelvAsync(trial, anchor, address);
        await AssertUnboundAsync(trial, anchor, address);
    }

    private static async Task AssertDelvAsync(Trial trial, string anchor, string address)
    {
        string anchors = Path.Combine(trial.Place, "delv.keys");
        string[] key = (await File.ReadAllTextAsync(anchor)).Trim().Split(' ');
        await File.WriteAllTextAsync(anchors, $"trust-anchors {{ \".\" static-key {string.Join(' ', key[3..6])} \"{string.Concat(key[6..])}\"; }};\n");
        foreach ((string[] query, _, bool isAnswered) in Asked(address))
        {
            ShellResult said = await Shell.TryRunAsync("delv", ["@127.0.0.1", "-p", $"{trial.Port}", "-a", anchors, "+root=.", .. query]);
            string all = said.Output + said.Errors;
            Assert.True(FullyValidated().IsMatch(all), $"{string.Join(' ', query)}\n{all}");
            if (!isAnswered)
                Assert.Contains("ncache", all, StringComparison.Ordinal);
        }
    }

    private static async Task AssertUnboundAsync(Trial trial, string anchor, string address)
    {
        int port = Loopback.FreePort();
        string configuration = Path.Combine(trial.Place, "unbound.conf");
        await File.WriteAllTextAsync(configuration, $"""
            server:
                interface: 127.0.0.1@{port}
                chroot: ""
                username: ""
                directory: "{trial.Place}"
                pidfile: ""
                use-syslog: no
                verbosity: 1
                do-not-query-localhost: no
                trust-anchor-file: "{anchor}"
                aggressive-nsec: yes
                harden-below-nxdomain: yes
                qname-minimisation: yes
                use-caps-for-id: yes
                val-log-level: 2
                # What unbound answers itself unless it is told not to (RFC 6761, RFC 6303).
                local-zone: "test." nodefault
                local-zone: "d.f.ip6.arpa." nodefault
            forward-zone:
                name: "."
                forward-addr: 127.0.0.1@{trial.Port}
            """);
        using LoggedProcess unbound = new(new ProcessStartInfo("/usr/sbin/unbound", ["-d", "-c", configuration]), line => line.Contains("start of service", StringComparison.Ordinal));
        await unbound.Ready;
        foreach ((string[] query, string status, bool isAnswered) in Asked(address))
        {
            string said = await Dig.AskAsync(port, [.. query, "+dnssec"]);
            string about = $"{string.Join(' ', query)}\n{said}\n{unbound.Log}";
            Assert.True(said.Contains($"status: {status},", StringComparison.Ordinal), about);
            Assert.True(Authenticated().IsMatch(said), about);
            Assert.True(said.Contains("ANSWER SECTION", StringComparison.Ordinal) == isAnswered, about);
        }
    }

    private static IEnumerable<(string[] Query, string Status, bool IsAnswered)> Asked(string address)
    {
        foreach ((string name, string type, string status, bool isAnswered) in Questions)
            yield return ([name, type], status, isAnswered);
        yield return (["-x", address], "NOERROR", true);
        yield return (["-x", "fd75:7265:6c61:7900:4fff::1"], "NXDOMAIN", false);
    }

    [GeneratedRegex("^; (negative response, )?fully validated", RegexOptions.Multiline)]
    private static partial Regex FullyValidated();

    [GeneratedRegex(@"^;; flags: [a-z ]*\bad\b", RegexOptions.Multiline)]
    private static partial Regex Authenticated();
}
