using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>The figures of a running worker: they are those of the audit, and are there for this machine alone.</summary>
public sealed class MetricsTests(InternetSide internet)
{
    private static int port = 26_000 + Environment.ProcessId % 6_000;

    private readonly string endpoint = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Interlocked.Increment(ref port)}");

    [Fact]
    public async Task Every_figure_is_that_of_the_audit()
    {
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--metrics", endpoint, "--max-flows", "2");
        for (int i = 1; i <= 5; i++)
            Assert.Equal($"{1000 * i}", (await CurlAsync("--socks5", worker.Proxy, "-o", "/dev/null", "-w", "%{size_download}", $"http://{internet.Address4}/bytes/{1000 * i}")).Output);
        for (int i = 0; i < 3; i++)
            Assert.NotEqual(0, (await CurlAsync("--socks5", worker.Proxy, $"http://{internet.Address4}:{InternetSide.ClosedPort}/")).Status);
        // Never reached through the relay.
        Assert.Contains("(2)", (await CurlAsync("--socks5", worker.Proxy, $"http://{endpoint}/metrics")).Errors, StringComparison.Ordinal);
        using Socket first = await worker.OpenAsync(InternetSide.EchoPort), second = await worker.OpenAsync(InternetSide.EchoPort);
        await SocksWorker.AssertEchoAsync(first);
        using (Socket third = await worker.AskAsync(InternetSide.EchoPort))
            Assert.Equal(1, await SocksWorker.ReplyAsync(third));
        IReadOnlyList<AuditRow> rows = await AuditRows.WaitAsync(worker.Worker.Store, rows => rows.Count == 12 && rows.Count(row => row.Outcome == "open") == 2);

        Dictionary<string, double> page = await ScrapeAsync();
        AssertAgree(rows, page);
        Assert.Equal(2, page["urelay_flows_open{listener=\"socks\"}"]);
        Assert.Equal(2, page["urelay_flows_limit"]);
        Assert.Equal((1d, 0d), (page["urelay_flows_refused_total{reason=\"max_flows\"}"], page["urelay_flows_refused_total{reason=\"descriptors\"}"]));
        // Of the flow that is open the audit does not tell yet: a byte there and back.
        Assert.Equal(rows.Sum(row => row.BytesUp) + 1, page["urelay_relayed_bytes_total{direction=\"up\",listener=\"socks\"}"]);
        Assert.Equal(rows.Sum(row => row.BytesDown) + 1, page["urelay_relayed_bytes_total{direction=\"down\",listener=\"socks\"}"]);
        Assert.Equal(7, page["urelay_flow_dial_duration_seconds_count"]);
        Assert.Equal(rows.Count(row => row.Outcome is not ("open" or "limit")), page["urelay_flow_duration_seconds_count"]);

        first.Dispose();
        second.Dispose();
        rows = await AuditRows.WaitAsync(worker.Worker.Store, rows => rows.All(row => row.Outcome != "open"));
        page = await ScrapeAsync();
        AssertAgree(rows, page);
        Assert.Equal(rows.Sum(row => row.BytesUp), page["urelay_relayed_bytes_total{direction=\"up\",listener=\"socks\"}"]);
        Assert.Equal(rows.Sum(row => row.BytesDown), page["urelay_relayed_bytes_total{direction=\"down\",listener=\"socks\"}"]);
        await AssertStatusAsync(worker.Worker, page);
    }

    [Fact]
    public async Task The_page_is_at_one_path_and_only_read()
    {
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--metrics", endpoint);
        string get = (await CurlAsync("-i", $"http://{endpoint}/metrics")).Output;
        Assert.StartsWith("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n", get, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404 ", (await CurlAsync("-i", $"http://{endpoint}/")).Output, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 405 ", (await CurlAsync("-i", "-X", "DELETE", $"http://{endpoint}/metrics")).Output, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", (await CurlAsync("-I", $"http://{endpoint}/metrics")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_ends_the_start_with_one_line()
    {
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--metrics", endpoint);
        using Urelay second = Urelay.As("root");
        ShellResult result = await second.RunAsync("run", "--store", worker.Worker.Store, "--journal", JournalOf(worker.Worker), "--listen", "socks://127.0.0.1:9", "--metrics", endpoint);
        Assert.Equal((1, $"urelay: --metrics {endpoint}: Address already in use\n"), (result.Status, result.Errors));
    }

    [Fact]
    public async Task Other_addresses_than_loopback_are_warned_of()
    {
        int anyPort = Interlocked.Increment(ref port);
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--metrics", string.Create(CultureInfo.InvariantCulture, $"0.0.0.0:{anyPort}"));
        Assert.Equal(1, worker.CountOf("is no loopback address"));
        // It is the relay's own host, by whatever address: nobody comes there through the relay.
        Assert.Contains("(2)", (await CurlAsync("--socks5", worker.Proxy, $"http://127.0.0.1:{anyPort}/metrics")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("on")]
    [InlineData("off")]
    public async Task Status_needs_no_port_and_a_killed_worker_is_none(string audit)
    {
        using SocksWorker worker = await SocksWorker.StartAsync(internet, "--audit", audit);
        Assert.Equal(0, (await StatusAsync(worker.Worker)).Status);
        string socket = Assert.Single(SocketsOf(worker.Worker));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));

        worker.Worker.Program.Signal("KILL");
        _ = await worker.Worker.Program.EndAsync();
        Assert.True(File.Exists(socket));
        ShellResult none = await StatusAsync(worker.Worker);
        Assert.Equal((1, "", true), (none.Status, none.Output, none.Errors.StartsWith($"urelay: no worker of the store {worker.Worker.Store} runs on this machine", StringComparison.Ordinal)));

        await worker.Worker.StartAsync();
        Assert.NotEqual(socket, Assert.Single(SocketsOf(worker.Worker)));
        Assert.Equal(0, (await StatusAsync(worker.Worker)).Status);
        worker.Worker.Program.Signal("TERM");
        _ = await worker.Worker.Program.EndAsync();
        Assert.Empty(SocketsOf(worker.Worker));
    }

    [Theory]
    [InlineData("on")]
    [InlineData("off")]
    public async Task A_program_behind_the_relay_does_not_see_the_sockets_and_its_worker_has_one(string audit)
    {
        using Urelay user = Urelay.As("nobody");
        using RunningProgram program = user.StartBash($"ls -A {user.Store}.journal | wc -l; echo ready; read -r _", "--audit", audit);
        await program.WaitForAsync("ready");
        ShellResult status = await user.RunAsync("status");
        Assert.Equal((0, true), (status.Status, status.Output.Contains("exec ", StringComparison.Ordinal)));
        Assert.StartsWith("0\n", (await program.EndAsync()).Output, StringComparison.Ordinal);
    }

    private static void AssertAgree(IReadOnlyList<AuditRow> rows, Dictionary<string, double> page)
    {
        Assert.Equal(rows.Count, page["urelay_flows_accepted_total{listener=\"socks\"}"]);
        Dictionary<string, double> ended = page.Where(sample => sample.Key.StartsWith("urelay_flows_ended_total", StringComparison.Ordinal) && sample.Value > 0)
            .ToDictionary(sample => sample.Key.Split('"')[3], sample => sample.Value);
        Assert.Equal(rows.Where(row => row.Outcome != "open").GroupBy(row => row.Outcome).OrderBy(group => group.Key).Select(group => (group.Key, (double)group.Count())),
            ended.OrderBy(outcome => outcome.Key).Select(outcome => (outcome.Key, outcome.Value)));
    }

    private static async Task AssertStatusAsync(Worker worker, Dictionary<string, double> page)
    {
        ShellResult status = await StatusAsync(worker, "--json");
        JsonElement told = Assert.Single(JsonDocument.Parse(status.Output).RootElement.GetProperty("workers").EnumerateArray());
        JsonElement listener = Assert.Single(told.GetProperty("listeners").EnumerateArray());
        Assert.Equal(page["urelay_flows_accepted_total{listener=\"socks\"}"], listener.GetProperty("accepted").GetInt64());
        Assert.Equal(page["urelay_relayed_bytes_total{direction=\"down\",listener=\"socks\"}"], listener.GetProperty("bytes_down").GetInt64());
        Assert.Equal(page["urelay_flows_ended_total{listener=\"socks\",outcome=\"refused\"}"], told.GetProperty("ended").GetProperty("refused").GetDouble());
        Assert.Equal(page["urelay_snapshot_revision"], told.GetProperty("revision").GetInt64());
        Assert.Contains($"{page["urelay_flows_accepted_total{listener=\"socks\"}"]} accepted, 1 refused", (await StatusAsync(worker)).Output, StringComparison.Ordinal);
    }

    private static async Task<ShellResult> StatusAsync(Worker worker, params string[] options)
    {
        using Urelay user = Urelay.As("root");
        return await user.RunAsync(["status", "--store", worker.Store, "--journal", JournalOf(worker), .. options]);
    }

    private static string JournalOf(Worker worker) => Path.Combine(worker.Home, "journal");

    private static string[] SocketsOf(Worker worker) => Directory.GetFiles(JournalOf(worker), "*.sock");

    private async Task<Dictionary<string, double>> ScrapeAsync() =>
        (await CurlAsync($"http://{endpoint}/metrics")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')
        .ToDictionary(line => line[..line.LastIndexOf(' ')], line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    private static Task<ShellResult> CurlAsync(params string[] arguments) => Shell.TryRunAsync("curl", ["-sS", "--max-time", "20", .. arguments]);
}
