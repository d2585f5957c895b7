using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Clients;

/// <summary>Resolvers between the relay and its clients, with the very settings of docs/clients.md, and what fails without each.</summary>
[Collection(SharedNamingLab.Name)]
public sealed class ForwarderTests(NamingLab lab)
{
    private const string Unbound = "/etc/unbound/unbound.conf.d/relay.conf", Dnsmasq = "/etc/dnsmasq.d/relay.conf", Resolved = "/etc/systemd/resolved.conf.d/relay.conf";

    /// <summary>A name that says what it stands for: its address is the same wherever there is a relay.</summary>
    private const string Telling = "ip4-192-0-2-1.u-relay.home.arpa", Told = "fd75:7265:6c61:7900:5ff:6464:c000:201";

    [Theory]
    [InlineData(NamingLab.BuiltIn)]
    [InlineData(NamingLab.PowerDns)]
    public async Task Unbound_hands_on_what_the_relay_says(string server)
    {
        using Forwarder unbound = await Forwarder.StartUnboundAsync(lab.Private, DocumentedFile.Read(Unbound, server));
        await AssertHandsOnAsync(unbound);
        Assert.Equal(Told + "\n", await unbound.DigAsync("+short", Telling, "AAAA"));
    }

    [Theory]
    [InlineData("module-config: \"iterator\"")]
    [InlineData("private-domain: \".\"")]
    [InlineData("local-zone: \"d.f.ip6.arpa.\" nodefault")]
    [InlineData("local-zone: \"home.arpa.\" nodefault")]
    public async Task Unbound_needs_each_line(string line)
    {
        using Forwarder unbound = await Forwarder.StartUnboundAsync(lab.Private, DocumentedFile.Read(Unbound, NamingLab.BuiltIn, line));
        switch (line.Split(':')[0])
        {
            case "module-config":
                Assert.Contains("status: SERVFAIL", await unbound.DigAsync(NamingLab.Site, "AAAA"), StringComparison.Ordinal);
                break;
            case "private-domain":
                Assert.Contains("status: NOERROR", await unbound.DigAsync(NamingLab.Site, "AAAA"), StringComparison.Ordinal);
                Assert.Empty(await unbound.DigAsync("+short", NamingLab.Site, "AAAA"));
                break;
            default:
                Assert.Contains("status: NXDOMAIN", await (line.Contains("home", StringComparison.Ordinal) ? unbound.DigAsync(Telling, "AAAA") : unbound.DigAsync("-x", lab.Phantom)), StringComparison.Ordinal);
                break;
        }
    }

    [Theory]
    [InlineData(NamingLab.BuiltIn)]
    [InlineData(NamingLab.PowerDns)]
    public async Task Dnsmasq_hands_on_what_the_relay_says(string server)
    {
        using Forwarder dnsmasq = await Forwarder.StartDnsmasqAsync(lab.Private, DocumentedFile.Read(Dnsmasq, server));
        await AssertHandsOnAsync(dnsmasq);
        Assert.Equal(Told + "\n", await dnsmasq.DigAsync("+short", Telling, "AAAA"));
    }

    [Theory]
    [InlineData("stop-dns-rebind", "status: NOERROR", false)]
    [InlineData("stop-dns-rebind\nrebind-domain-ok=//", "status: NOERROR", false)]
    [InlineData("stop-dns-rebind\nrebind-domain-ok=/com/org/net/", "status: NOERROR", true)]
    [InlineData("filter-AAAA", "status: NOERROR", false)]
    [InlineData("dnssec\ntrust-anchor=.,20326,8,2,E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D", "status: SERVFAIL", false)]
    public async Task Dnsmasq_has_addresses_but_for_settings_that_keep_them_out(string more, string status, bool isFound)
    {
        using Forwarder dnsmasq = await Forwarder.StartDnsmasqAsync(lab.Private, $"{DocumentedFile.Read(Dnsmasq, NamingLab.BuiltIn)}{more}\n");
        string answer = await dnsmasq.DigAsync(NamingLab.Site, "AAAA");
        Assert.Contains(status, answer, StringComparison.Ordinal);
        Assert.Equal(isFound, answer.Contains(lab.Phantom, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dnsmasq_needs_to_be_told_of_reverse_names()
    {
        using Forwarder dnsmasq = await Forwarder.StartDnsmasqAsync(
            lab.Private, DocumentedFile.Read(Dnsmasq, NamingLab.BuiltIn, "rev-server=fd75:7265:6c61:7900::/64,10.75.0.1"));
        Assert.Contains("status: NXDOMAIN", await dnsmasq.DigAsync("-x", lab.Phantom), StringComparison.Ordinal);
    }

    /// <summary>By its stub listener, and by its module in glibc.</summary>
    [Theory]
    [InlineData(NamingLab.BuiltIn)]
    [InlineData(NamingLab.PowerDns)]
    public async Task Resolved_hands_on_what_the_relay_says(string server)
    {
        using Forwarder resolved = await Forwarder.StartResolvedAsync(lab.Private, DocumentedFile.Read(Resolved, server));
        await AssertHandsOnAsync(resolved);
        foreach (string library in (string[])["glibc", "musl"])
        {
            // The name is in the letters of whoever asked first.
            ShellResult page = await Shell.TryRunAsync(
                "nsenter", ["--net", "--mount", $"--target={resolved.Id}", "env", $"LD_LIBRARY_PATH={ResolvedPlace.Libraries}", lab.ClientOf(library), NamingLab.Site, "80"]);
            Assert.StartsWith($"both: {lab.Phantom} (www.example.org)\nIPv6: {lab.Phantom} (www.example.org)\nIPv4: no such ", page.Output, StringComparison.OrdinalIgnoreCase);
            Assert.EndsWith("\npage: hello\n", page.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("allow-downgrade")]
    public async Task Resolved_must_not_validate(string value)
    {
        using Forwarder resolved = await Forwarder.StartResolvedAsync(lab.Private, $"{DocumentedFile.Read(Resolved, NamingLab.BuiltIn, "DNSSEC=no")}DNSSEC={value}\n");
        Assert.Contains("status: SERVFAIL", await resolved.DigAsync(NamingLab.Site, "AAAA"), StringComparison.Ordinal);
    }

    /// <summary>Twice, because the second answer is the resolver's own.</summary>
    private async Task AssertHandsOnAsync(Forwarder forwarder)
    {
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(lab.Phantom + "\n", await forwarder.DigAsync("+short", "WWW.Example.org", "AAAA"));
            string none = await forwarder.DigAsync(NamingLab.Site, "A");
            Assert.Contains("status: NOERROR", none, StringComparison.Ordinal);
            Assert.DoesNotContain("ANSWER SECTION", none, StringComparison.Ordinal);
            Assert.Contains("status: NXDOMAIN", await forwarder.DigAsync("printer.invalid", "AAAA"), StringComparison.Ordinal);
            Assert.Equal(NamingLab.Site + ".\n", await forwarder.DigAsync("+short", "-x", lab.Phantom));
            // In any order: resolved has none of its own in what it keeps.
            string[] moved = (await forwarder.DigAsync("+short", NamingLab.Moved, "AAAA")).Split('\n');
            Assert.Contains(NamingLab.Site + ".", moved, StringComparer.OrdinalIgnoreCase);
            Assert.Contains(lab.Phantom, moved);
        }
        // What may be kept for five minutes is.
        Assert.Matches(@"\s(29\d|300)\s+IN\s+AAAA\s", await forwarder.DigAsync(NamingLab.Site, "AAAA"));
        string fresh = $"fresh{Guid.NewGuid():n}.example.org";
        Assert.Equal(await forwarder.DigAsync("+short", "+tcp", fresh, "AAAA"), await lab.Private.PhantomOfAsync(fresh) + "\n");
    }
}
