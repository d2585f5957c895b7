using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>The built-in DNS listener, as dig(1) sees it from the private side.</summary>
[Collection(SharedGateway.Name)]
public sealed class NamingTests(RunningGateway gateway)
{
    private const string Name = "www.deep.example.test";

    [Fact]
    public async Task A_name_has_one_phantom_by_UDP_TCP_and_both_families()
    {
        string phantom = await gateway.Private.PhantomOfAsync(Name);
        Assert.StartsWith("fd75:7265:6c61:7900:", phantom, StringComparison.Ordinal);
        Assert.Equal(phantom, await gateway.Private.PhantomOfAsync("WWW.deep.EXAMPLE.test"));
        foreach (string[] way in (string[][])[["+tcp"], [$"@{PrivateSide.Gateway6}"], [$"@{PrivateSide.Gateway6}", "+tcp"]])
            Assert.Equal(phantom, (await DigAsync([.. way, "+short", Name, "AAAA"])).Trim());
        Assert.NotEqual(phantom, await gateway.Private.PhantomOfAsync("example.test"));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("HTTPS")]
    [InlineData("MX")]
    public async Task Other_types_are_NODATA_with_SOA(string type)
    {
        string output = await DigAsync(Name, type);
        Assert.Contains("status: NOERROR", output, StringComparison.Ordinal);
        Assert.Contains("ANSWER: 0, AUTHORITY: 1", output, StringComparison.Ordinal);
        Assert.Matches(@"\sIN\s+SOA\s", output);
    }

    [Fact]
    public async Task A_phantom_leads_back_to_its_name()
    {
        string phantom = await gateway.Private.PhantomOfAsync(Name);
        Assert.Equal(Name + ".\n", await DigAsync("+short", "-x", phantom));
        Assert.Contains("status: NXDOMAIN", await DigAsync("-x", "192.0.2.1"), StringComparison.Ordinal);
    }

    private async Task<string> DigAsync(params string[] query)
    {
        ShellResult result = await gateway.Private.RunAsync(["dig", "+time=20", .. query]);
        Assert.Equal(0, result.Status);
        return result.Output;
    }
}
