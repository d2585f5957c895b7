using Npgsql;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Relay.TestKit.Postgres;
using Xunit;

namespace Relay.EndToEnd.Operation;

/// <summary>The programs and psql(1), each with a role of <c>sql/postgresql/roles.sql</c>.</summary>
public sealed class RoleTests(InternetSide internet)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_backend_administrator_and_auditor_work_with_their_roles()
    {
        await using OwnPostgres server = await OwnPostgres.StartAsync();
        string owner = await server.CreateDatabaseAsync();
        using Urelay user = Urelay.As("root");
        Assert.Equal(0, (await user.RunAsync("migrate", "--store", owner)).Status);
        ShellResult refused = await PsqlAsync(owner, "-f", Path.Combine(Programs.Root, "sql/postgresql/roles.sql"));
        Assert.True(refused.Status == 0, refused.Errors);
        Assert.Equal(0, (await PsqlAsync(owner, "-c", "CREATE ROLE gateway1 LOGIN IN ROLE urelay_worker; CREATE ROLE pdns1 LOGIN IN ROLE urelay_dns; "
            + "CREATE ROLE alice LOGIN IN ROLE urelay_administrator; CREATE ROLE bob LOGIN IN ROLE urelay_auditor")).Status);

        using PrivateSide lab = new();
        using Worker worker = await Worker.StartOnAsync(As(owner, "gateway1"), [lab.TransparentListener], "--audit-days", "1");
        using Pdns pdns = new(lab, As(owner, "pdns1"));
        await pdns.WaitAsync();
        Assert.Equal(0, (await PsqlAsync(As(owner, "alice"), "-c", $"INSERT INTO host (domain, address) VALUES ('demo.test', '{internet.Address6}')")).Status);
        Assert.Equal("hello\n", (await lab.RunAsync("curl", "-sS", "--retry", "50", "--retry-all-errors", "--retry-delay", "0", "--max-time", "40", "http://demo.test/")).Output);
        await ReadAsync(As(owner, "bob"), "SELECT count(*) FROM connection WHERE domain = 'demo.test' AND outcome = 'ok'", "1");
        Assert.Equal(0, (await PsqlAsync(As(owner, "alice"), "-c", "INSERT INTO rule (domain, action) VALUES ('demo.test', 'block')")).Status);
        await UntilAsync(async () => (await lab.RunAsync("curl", "-sS", "--max-time", "40", "http://demo.test/")).Status != 0);
        await ReadAsync(As(owner, "bob"), "SELECT count(*) > 0 FROM connection WHERE domain = 'demo.test' AND outcome = 'blocked'", "t");
        // What a worker writes now and then.
        await ReadAsync(As(owner, "bob"), "SELECT count(*) FROM phantom WHERE domain = 'demo.test' AND used_at IS NOT NULL", "1");
        await ReadAsync(As(owner, "bob"), "SELECT count(*) FROM worker WHERE seen_at > started_at", "1");

        foreach ((string role, string sql) in ((string, string)[])
            [("alice", "SELECT * FROM connection"), ("bob", "DELETE FROM connection"), ("gateway1", "DELETE FROM rule"), ("pdns1", "SELECT * FROM connection")])
        {
            ShellResult denied = await PsqlAsync(As(owner, role), "-c", sql);
            Assert.Contains("permission denied", denied.Errors, StringComparison.Ordinal);
        }
        worker.Program.Signal("TERM");
        ShellResult ended = await worker.Program.EndAsync();
        Assert.DoesNotContain("denied", ended.Errors + pdns.Log, StringComparison.Ordinal);
        Assert.Equal((0, "1"), (ended.Status, await ScalarAsync(As(owner, "bob"), "SELECT count(*) FROM worker WHERE ended_at IS NOT NULL")));
    }

    private static string As(string location, string role) => new NpgsqlConnectionStringBuilder(location) { Username = role, MaxPoolSize = 10 }.ConnectionString;

    private static Task<ShellResult> PsqlAsync(string location, params string[] arguments)
    {
        NpgsqlConnectionStringBuilder builder = new(location);
        return Shell.TryRunAsync("psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", .. arguments], new Dictionary<string, string>
        {
            ["PGHOST"] = builder.Host!, ["PGPORT"] = $"{builder.Port}", ["PGUSER"] = builder.Username!, ["PGDATABASE"] = builder.Database!,
        });
    }

    private static async Task<string> ScalarAsync(string location, string sql)
    {
        ShellResult result = await PsqlAsync(location, "-c", sql);
        Assert.True(result.Status == 0, result.Errors);
        return result.Output.Trim();
    }

    private static Task ReadAsync(string location, string sql, string wanted) => UntilAsync(async () => await ScalarAsync(location, sql) == wanted);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (int tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 600, "it did not come to be");
            await Task.Delay(100, Cancellation);
        }
    }
}
