using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Exec;

/// <summary>Where the store is, who sees it, and who shares it.</summary>
public sealed class StoreTests(InternetSide internet)
{
    [Theory]
    [InlineData("root")]
    [InlineData("nobody")]
    public async Task The_program_sees_nothing_of_the_store(string user)
    {
        using Urelay urelay = Urelay.As(user);
        string store = urelay.Store;
        Assert.Equal(0, (await urelay.BashAsync("true")).Status);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(store)!));

        ShellResult result = await urelay.BashAsync(
            $"for file in {store}*; do [ -d $file ] && ls -A $file || cat $file; done; umount {store} || unshare -Urm umount {store} || echo hidden; cp /etc/passwd {store}; ls {Path.GetDirectoryName(store)}");
        Assert.StartsWith("hidden\n", result.Output, StringComparison.Ordinal);
        Assert.Equal("ok", AuditRows.Query<string>(store, "PRAGMA integrity_check").Single());
    }

    [Fact]
    public async Task A_store_is_made_where_the_option_says_or_the_environment()
    {
        using Urelay urelay = Urelay.As("root");
        string byOption = Path.Combine(urelay.Home, "option.db"), byEnvironment = Path.Combine(urelay.Home, "environment.db");
        Assert.Equal(0, (await urelay.BashAsync("true", "--store", byOption)).Status);
        urelay.Environment["URELAY_STORE"] = byEnvironment;
        ShellResult result = await urelay.BashAsync("env | grep -c ^URELAY_");
        Assert.Equal("0\n", result.Output);
        Assert.True(File.Exists(byOption) && File.Exists(byEnvironment));
        Assert.False(File.Exists(urelay.Store));
    }

    [Fact]
    public async Task A_store_that_cannot_be_is_one_line_and_the_program_does_not_run()
    {
        using Urelay urelay = Urelay.As("root");
        ShellResult result = await urelay.BashAsync("echo ran", "--store", "/proc/none/urelay.db");
        Assert.Equal(("", 1), (result.Output, result.Status));
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Several_at_once_share_a_store()
    {
        using Urelay urelay = Urelay.As("nobody");
        string script = "for i in {1..10}; do curl -sS http://demo.test/; dig +short AAAA shared$i.test >&2; done";
        ShellResult[] results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => urelay.BashAsync(script, "--host", $"demo.test={internet.Address4}")));
        Assert.All(results, result => Assert.Equal((string.Concat(Enumerable.Repeat("hello\n", 10)), 0), (result.Output, result.Status)));
        Assert.All(results, result => Assert.Equal(results[0].Errors, result.Errors));
        Assert.Equal(10, results[0].Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count());

        IReadOnlyList<AuditRow> rows = await urelay.AuditAsync(30);
        Assert.Equal(30, rows.Count(row => row is { Outcome: "ok", Domain: "demo.test" }));
        Assert.Equal(3, rows.Select(row => row.Worker).Distinct().Count());
    }
}
