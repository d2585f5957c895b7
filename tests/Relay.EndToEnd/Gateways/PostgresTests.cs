using Dapper;
using Npgsql;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Relay.TestKit.Postgres;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>The main job with PostgreSQL as the store.</summary>
public sealed class PostgresTests(InternetSide internet)
{
    [Fact]
    public async Task Names_rules_and_audit_live_in_PostgreSQL()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using PostgresServer server = await PostgresServer.StartAsync();
        string location = await server.CreateDatabaseAsync();
        using PrivateSide lab = new();
        using Worker worker = await Worker.StartOnAsync(location, [lab.TransparentListener, lab.DnsListener]);
        await using NpgsqlConnection administrator = new(location);
        await administrator.OpenAsync(cancellation);

        await administrator.ExecuteAsync("INSERT INTO urelay.host (domain, address) VALUES ('demo.test', @address)", new { address = internet.Address6 });
        await CurlUntilAsync(lab, result => result.Output == "hello\n");
        string phantom = await lab.PhantomOfAsync("demo.test");
        await WaitForOutcomeAsync(administrator, "ok");

        await administrator.ExecuteAsync("INSERT INTO urelay.rule (domain, action) VALUES ('demo.test', 'block')");
        await CurlUntilAsync(lab, result => result.Status != 0);
        await WaitForOutcomeAsync(administrator, "blocked");

        worker.Program.Signal("TERM");
        Assert.Equal(0, (await worker.Program.EndAsync()).Status);
        await worker.StartAsync();
        Assert.Equal(phantom, await lab.PhantomOfAsync("demo.test"));
    }

    private static async Task CurlUntilAsync(PrivateSide lab, Func<ShellResult, bool> seen)
    {
        ShellResult result;
        int tries = 0;
        do
            result = await lab.RunAsync("curl", "-sS", "--max-time", "40", "http://demo.test/");
        while (!seen(result) && ++tries < 500);
        Assert.True(seen(result), result.ToString());
    }

    private static async Task WaitForOutcomeAsync(NpgsqlConnection administrator, string outcome)
    {
        for (int tries = 0; await administrator.ExecuteScalarAsync<long>("SELECT count(*) FROM urelay.connection WHERE domain = 'demo.test' AND outcome = @outcome", new { outcome }) == 0; tries++)
        {
            Assert.True(tries < 1200, $"no flow became {outcome}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
