using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Exec;

/// <summary>What may not or cannot be reached ends with RST, and with its reason in the audit.</summary>
public sealed class RefusalTests(InternetSide internet)
{
    /// <summary>curl's status for a connection that was reset: while it received, sent, or already when it looked whether it is connected. (For one that ends with FIN it is 52.)</summary>
    private static readonly int[] Reset = [56, 55, 7];

    [Theory]
    [InlineData("root")]
    [InlineData("nobody")]
    public async Task The_relays_own_host_is_forbidden(string user)
    {
        string[] urls =
        [
            "http://loop4.test/", "http://loop6.test/", "http://own4.test/", "http://own6.test/", $"http://{internet.HostAddress4}/", $"http://[{internet.HostAddress6}]/",
            "http://[64:ff9b::7f00:1]/", "http://[fd75:7265:6c61:7900:5ff:6464:7f00:1]/", "http://169.254.169.254/", "http://192.0.0.1/", "http://[fd75:7265:6c61:7801::1]/",
        ];
        using Urelay urelay = Urelay.As(user);
        ShellResult result = await urelay.BashAsync(Curls(urls), "--host", "loop4.test=127.0.0.1", "--host", "loop6.test=::1",
            "--host", $"own4.test={internet.HostAddress4}", "--host", $"own6.test={internet.HostAddress6}");
        AssertReset(result, urls.Length);

        IReadOnlyList<AuditRow> rows = await urelay.AuditAsync(urls.Length);
        Assert.Equal(urls.Length, rows.Count);
        Assert.All(rows, row => Assert.True(row is { Outcome: "forbidden", RemoteAddress: null }, row.ToString()));
    }

    [Theory]
    [InlineData("root")]
    [InlineData("nobody")]
    public async Task A_program_has_a_loopback_of_its_own_which_is_not_relayed(string user)
    {
        using Urelay urelay = Urelay.As(user);
        ShellResult result = await urelay.BashAsync(
            "curl -sS http://127.0.0.1:9/; echo $?; curl -sS -g 'http://[::1]:9/'; echo $?;" +
            "socat TCP6-LISTEN:8000,bind=[::1] SYSTEM:'echo mine' & until socat -u TCP6:[::1]:8000 - 2>/dev/null; do sleep 0.05; done; socat -u TCP:192.0.0.2:9 - 2>/dev/null; echo $?");
        Assert.Equal("7\n7\nmine\n1\n", result.Output);
        Assert.Empty(AuditRows.Read(urelay.Store));
    }

    [Fact]
    public async Task Addresses_that_nobody_was_given_are_refused()
    {
        string[] urls = ["http://[fd75:7265:6c61:7900:4000::1]/", "http://[fd75:7265:6c61:7900:7fff:ffff:ffff:ffff]/", "http://[fd75:7265:6c61:7900::1]/"];
        using Urelay urelay = Urelay.As("root");
        ShellResult result = await urelay.BashAsync(Curls(urls));
        AssertReset(result, urls.Length);
        Assert.All(await urelay.AuditAsync(urls.Length), row => Assert.Equal("unknown_phantom", row.Outcome));
    }

    [Fact]
    public async Task What_cannot_be_reached_is_told_apart_in_the_audit()
    {
        string[] urls = ["http://missing.test/", "http://servfail.test/", $"http://lab.test:{InternetSide.ClosedPort}/", $"http://lab.test:{InternetSide.ResetPort}/"];
        using Urelay urelay = Urelay.As("root");
        ShellResult result = await urelay.BashAsync(Curls(urls), "--resolver", internet.Address4, "--host", $"lab.test={internet.Address4}");
        AssertReset(result, urls.Length);
        IReadOnlyList<AuditRow> rows = await urelay.AuditAsync(urls.Length);
        Assert.Equal(["name_not_found", "resolver_failed", "refused", "reset_by_remote"], rows.Select(row => row.Outcome));
        Assert.Equal(["missing.test", "servfail.test", "lab.test", "lab.test"], rows.Select(row => row.Domain));
    }

    [Fact]
    public async Task A_rule_inserted_while_it_runs_blocks_the_next_connection()
    {
        using Urelay urelay = Urelay.As("root");
        using RunningProgram program = urelay.StartBash(
            "curl -sS http://blocked.test/; read; while curl -s http://blocked.test/ >/dev/null; do :; done; echo blocked; curl -sS http://other.test/",
            "--host", $"blocked.test={internet.Address4}", "--host", $"other.test={internet.Address4}");
        await program.WaitForAsync("hello");
        Shell.Run("sqlite3", urelay.Store, "PRAGMA busy_timeout = 30000; INSERT INTO rule (domain, action) VALUES ('blocked.test', 'block')");
        await program.Input.WriteAsync("\n");
        Assert.Equal("hello\nblocked\nhello\n", (await program.EndAsync()).Output);

        IReadOnlyList<AuditRow> rows = await urelay.AuditAsync(3);
        AuditRow blocked = Assert.Single(rows, row => row.Outcome == "blocked");
        Assert.Equal(("blocked.test", null), (blocked.Domain, blocked.RemoteAddress));
        Assert.NotNull(blocked.RuleId);
    }

    [Fact]
    public async Task Other_UDP_is_unreachable_at_once()
    {
        using Urelay urelay = Urelay.As("root");
        ShellResult result = await urelay.BashAsync($"dig +tries=1 +timeout=60 @{internet.Address4} some.test; dig +tries=1 +timeout=60 @{internet.Address6} some.test");
        Assert.Equal(2, result.Output.Split("connection refused").Length - 1);
    }

    private static string Curls(string[] urls) => string.Join('\n', urls.Select(url => $"curl -sS -g --max-time 60 '{url}'; echo $?"));

    private static void AssertReset(ShellResult result, int count)
    {
        string[] statuses = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(count, statuses.Length);
        Assert.All(statuses, status => Assert.True(Reset.Contains(int.Parse(status, null)), $"{result.Output}{result.Errors}"));
    }
}
