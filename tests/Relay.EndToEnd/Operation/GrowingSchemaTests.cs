using System.Globalization;
using Npgsql;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Relay.TestKit.Postgres;
using Xunit;

namespace Relay.EndToEnd.Operation;

/// <summary>What a later version's <c>migrate</c> does to the schema, under a worker of this version that relays.</summary>
public sealed class GrowingSchemaTests(InternetSide internet)
{
    private const int Flows = 200;

    private static readonly string[] Expansion =
    [
        "ALTER TABLE connection ADD COLUMN later_on text",
        "ALTER TABLE worker ADD COLUMN later_on integer DEFAULT 5",
        "ALTER TABLE phantom ADD COLUMN later_on text",
        "ALTER TABLE store ADD COLUMN later_on integer",
        "ALTER TABLE rule ADD COLUMN later_on text",
        "CREATE INDEX connection_later_on ON connection (later_on)",
        "INSERT INTO schema_version (version) VALUES (29991231235959)",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_SQLite_a_worker_relays_and_records_on()
    {
        using Worker worker = await Worker.StartAsync([Listener(1)], [("demo.test", [internet.Address4])]);
        await GrowAsync(worker, Proxy(1), sql => Task.FromResult(worker.Sql(sql).Trim()));
    }

    [Fact]
    public async Task On_PostgreSQL_a_worker_relays_and_records_on()
    {
        await using OwnPostgres server = await OwnPostgres.StartAsync();
        string location = await server.CreateDatabaseAsync();
        using Worker worker = await Worker.StartOnAsync(location, [Listener(2)]);
        await using NpgsqlConnection administrator = new(location + ";Search Path=urelay;Pooling=False");
        await administrator.OpenAsync(Cancellation);
        await AskAsync(administrator, $"INSERT INTO host (domain, address) VALUES ('demo.test', '{internet.Address4}')");
        await GrowAsync(worker, Proxy(2), sql => AskAsync(administrator, sql));
    }

    private static async Task GrowAsync(Worker worker, string proxy, Func<string, Task<string>> sql)
    {
        await UntilAsync(async () => await CurlAsync(proxy, "http://demo.test/"));
        await UntilAsync(async () => await CountAsync() == 1);
        Task<int> relaying = Task.Run(async () =>
        {
            int relayed = 0;
            for (int i = 0; i < Flows; i++)
                relayed += await CurlAsync(proxy, "http://demo.test/") ? 1 : 0;
            return relayed;
        });
        foreach (string statement in Expansion)
            await sql(statement);
        Assert.Equal(Flows, await relaying);
        await UntilAsync(async () => await CountAsync() == 1 + Flows);
        await sql("INSERT INTO rule (domain, action) VALUES ('demo.test', 'block')");
        await UntilAsync(async () => !await CurlAsync(proxy, "http://demo.test/"));

        worker.Program.Signal("TERM");
        Assert.Equal(0, (await worker.Program.EndAsync()).Status);
        await worker.StartAsync();
        Assert.Contains("has schema 29991231235959, newer than this program's", worker.Program.Errors, StringComparison.Ordinal);
        Assert.False(await CurlAsync(proxy, "http://demo.test/"));
        worker.Program.Signal("TERM");
        Assert.Equal(0, (await worker.Program.EndAsync()).Status);

        await sql("UPDATE store SET oldest_version = 29991231235959");
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(worker.StartAsync);
        Assert.Contains("ended with status 1", e.Message, StringComparison.Ordinal);
        Assert.Contains("needs a program of schema 29991231235959 or newer", e.Message, StringComparison.Ordinal);

        async Task<long> CountAsync() => long.Parse(await sql("SELECT count(*) FROM connection WHERE domain = 'demo.test' AND outcome = 'ok'"), CultureInfo.InvariantCulture);
    }

    private static string Proxy(int n) => $"127.78.{Environment.ProcessId & 255}.{n}:1080";

    private static string Listener(int n) => $"socks://{Proxy(n)}";

    private static async Task<bool> CurlAsync(string proxy, string url) =>
        (await Shell.TryRunAsync("curl", ["-sS", "--max-time", "40", "--socks5-hostname", proxy, url])).Output == "hello\n";

    private static async Task<string> AskAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Text of this file.
        await using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        return $"{await command.ExecuteScalarAsync(Cancellation)}";
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (int tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 600, "it did not come to be");
            await Task.Delay(50, Cancellation);
        }
    }
}
