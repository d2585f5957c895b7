using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Operation;

/// <summary>Lists of others as rules, by the program.</summary>
public sealed class ImportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_is_imported_replaced_obeyed_and_removed()
    {
        using Urelay urelay = Urelay.As("root");
        string hosts = Path.Combine(urelay.Home, "hosts.txt"), more = Path.Combine(urelay.Home, "more.txt");
        await File.WriteAllTextAsync(hosts, "127.0.0.1 localhost\n0.0.0.0 ads.test tracker.test\n", Cancellation);
        await File.WriteAllTextAsync(more, "||evil.test^\n||ads.test^$popup\n@@||good.evil.test^\n", Cancellation);
        ShellResult first = await urelay.RunAsync("import", "ads", hosts, more, "--answer", "nxdomain");
        Assert.Equal((0, ""), (first.Status, first.Errors));
        Assert.Equal(
            $"5 lines: 3 domains, 0 networks, 1 exception.\n1 line passed over:\n  {more}:2: '||ads.test^$popup' is neither ||name^ nor @@||name^\n4 rules added, 0 removed, 0 kept.\n",
            first.Output);
        Assert.Equal(3, (await urelay.RunAsync("explain", "www.evil.test", "--no-dns")).Status);
        Assert.Equal(3, (await urelay.RunAsync("explain", "tracker.test", "--no-dns")).Status);
        Assert.Equal(0, (await urelay.RunAsync("explain", "good.evil.test", "--no-dns")).Status);
        Assert.Equal(0, (await urelay.RunAsync("explain", "www.tracker.test", "--no-dns")).Status);

        await File.WriteAllTextAsync(hosts, "0.0.0.0 ads.test\n", Cancellation);
        Assert.Equal("0 rules would be added, 3 removed, 1 kept.", LastLine(await urelay.RunAsync("import", "ads", hosts, "--answer", "nxdomain", "--dry-run")));
        Assert.Equal("0 rules added, 3 removed, 1 kept.", LastLine(await urelay.RunAsync("import", "ads", hosts, "--answer", "nxdomain")));
        Assert.Equal(0, (await urelay.RunAsync("explain", "www.evil.test", "--no-dns")).Status);

        // Nothing on standard input is no list.
        AssertError(await urelay.RunAsync("import", "ads", "-"), 1, "the list ads stays as it was: 0 lines without a name or network; to remove it write --remove");
        Assert.Equal("0 rules added, 1 removed, 0 kept.", LastLine(await urelay.RunAsync("import", "ads", "--remove")));
    }

    [Theory]
    [InlineData("import what?", "ads")]
    [InlineData("--remove takes no files", "ads", "-", "--remove")]
    [InlineData("the name of a list", " ads", "-")]
    [InlineData("--format 'csv' is not", "ads", "-", "--format", "csv")]
    [InlineData("--action 'drop' is not", "ads", "-", "--action", "drop")]
    [InlineData("--answer 'no' is not", "ads", "-", "--answer", "no")]
    [InlineData("--answer is for lists that block", "ads", "-", "--answer", "nodata", "--action", "relay")]
    [InlineData("--answer is for lists that block", "ads", "-", "--answer", "nodata", "--client", "192.0.2.1")]
    [InlineData("--priority 'high' is not", "ads", "-", "--priority", "high")]
    [InlineData("--client 'guests' is neither", "ads", "-", "--client", "guests")]
    [InlineData("/no/such.txt", "ads", "/no/such.txt")]
    public async Task What_cannot_be_meant_is_one_line(string error, params string[] arguments)
    {
        using Urelay urelay = Urelay.As("root");
        AssertError(await urelay.RunAsync(["import", .. arguments]), 2, error);
        Assert.False(File.Exists(urelay.Store));
    }

    [Fact]
    public async Task A_rule_that_the_database_refuses_is_one_line()
    {
        using Urelay urelay = Urelay.As("root");
        string list = Path.Combine(urelay.Home, "list.txt");
        await File.WriteAllTextAsync(list, "ads.test\n192.0.2.0/24\n", Cancellation);
        AssertError(await urelay.RunAsync("import", "ads", list, "--action", "relay", "--upstream", "office"), 1, "the list ads was not imported: ");
        AssertError(await urelay.RunAsync("import", "ads", list, "--answer", "nodata"), 2, "--answer is for names, and the list has networks");
    }

    private static string LastLine(ShellResult result) => result.Output.TrimEnd('\n').Split('\n')[^1];

    private static void AssertError(ShellResult result, int status, string error)
    {
        Assert.Equal((status, ""), (result.Status, result.Output));
        Assert.Contains(error, Assert.Single(result.Errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }
}
