using System.Text.RegularExpressions;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Clients;

/// <summary>getaddrinfo(3) of glibc and of musl.</summary>
[Collection(SharedNamingLab.Name)]
public sealed partial class LibraryTests(NamingLab lab)
{
    /// <summary>Of resolv.conf(5): how the questions are sent. By default both types at once, from one socket. What a library does not know it passes over.</summary>
    private static readonly string[] Options = ["", "single-request", "single-request-reopen", "edns0 trust-ad", "use-vc", "rotate ndots:2"];

    [Theory]
    [InlineData("glibc", NamingLab.BuiltIn)]
    [InlineData("glibc", NamingLab.PowerDns)]
    [InlineData("musl", NamingLab.BuiltIn)]
    [InlineData("musl", NamingLab.PowerDns)]
    public async Task A_name_has_its_phantom_and_no_other_address(string library, string server)
    {
        foreach (string options in Options)
        {
            string found = await LookUpAsync(library, $"nameserver {server}\noptions {options}\n", NamingLab.Site, "80");
            Assert.Equal($"both: {lab.Phantom} (www.example.org)\nIPv6: {lab.Phantom} (www.example.org)\nIPv4: none\npage: hello\n", found);
        }
    }

    [Theory]
    [InlineData("glibc", NamingLab.BuiltIn)]
    [InlineData("glibc", NamingLab.PowerDns)]
    [InlineData("musl", NamingLab.BuiltIn)]
    [InlineData("musl", NamingLab.PowerDns)]
    public async Task Records_of_ones_own_are_as_anywhere(string library, string server)
    {
        string web = lab.Internet.Address4, plain = $"nameserver {server}\n";
        Assert.Equal($"both: {web} (four.example.org)\nIPv6: none\nIPv4: {web} (four.example.org)\npage: hello\n", await LookUpAsync(library, plain, NamingLab.FourOnly, "80"));

        string expected = $"both: {lab.Phantom} (www.example.org)\nIPv6: {lab.Phantom} (www.example.org)\nIPv4: none\n";
        Assert.Equal(expected, await LookUpAsync(library, plain, NamingLab.Alias));
        Assert.Equal(expected, await LookUpAsync(library, plain, NamingLab.Moved));
        Assert.Equal("both: none\nIPv6: none\nIPv4: none\n", await LookUpAsync(library, plain, "printer.local"));

        // A search domain that is a zone has none but its own names: the next is tried.
        Assert.Equal(expected, await LookUpAsync(library, $"{plain}search {NamingLab.EmptyZone} example.org\n", "www"));
        Assert.Equal(expected, await LookUpAsync(library, $"{plain}search {NamingLab.EmptyZone}\noptions ndots:5\n", NamingLab.Site));
        // In another every name exists.
        string lost = await LookUpAsync(library, plain + "search elsewhere.example.net\noptions ndots:5\n", NamingLab.Site);
        Assert.StartsWith($"both: {await lab.Private.PhantomOfAsync("www.example.org.elsewhere.example.net")} (", lost, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(NamingLab.BuiltIn)]
    [InlineData(NamingLab.PowerDns)]
    public async Task An_answer_too_long_for_UDP_comes_over_TCP(string server)
    {
        string found = await LookUpAsync("glibc", $"nameserver {server}\n", NamingLab.Many);
        string line = found.Split('\n')[0];
        Assert.Equal(NamingLab.ManyAddresses.Order(), line["both: ".Length..line.IndexOf(" (", StringComparison.Ordinal)].Split(' ').Order());
    }

    [Theory]
    [InlineData("glibc")]
    [InlineData("musl")]
    public async Task What_cannot_be_answered_may_be_tried_again(string library)
    {
        string found = await LookUpAsync(library, $"nameserver {NamingLab.BuiltIn}\noptions timeout:1 attempts:1\n", NamingLab.Circle);
        Assert.Equal("both: try again\nIPv6: try again\nIPv4: try again\n", found);
    }

    /// <summary>
    /// The one answer "none" for "no such name" and "no such address": musl tells them apart from 1.2.4 on, and glibc does not where an alias leads to the name.
    /// NamingTests see the difference on the wire.
    /// </summary>
    private async Task<string> LookUpAsync(string library, string resolvConf, params string[] arguments)
    {
        ShellResult result = await lab.RunAsync(resolvConf, [lab.ClientOf(library), .. arguments]);
        Assert.True(result.Status == 0, $"{resolvConf}{result}");
        return NothingFound().Replace(result.Output, "none");
    }

    [GeneratedRegex("no such (name|address)")]
    private static partial Regex NothingFound();
}
