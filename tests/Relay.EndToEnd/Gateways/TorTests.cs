using System.Globalization;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>Tor's SOCKS port, of real programs in a network of their own.</summary>
public sealed class TorTests(InternetSide internet)
{
    [Fact]
    public async Task Names_go_to_Tor_which_resolves_them_onions_too_and_keeps_users_apart()
    {
        using TorNetwork tor = await TorNetwork.StartAsync(internet);
        using SocksWorker worker = await SocksWorker.StartAsync(internet);
        // The example's rule, with the port where Tor is here.
        string example = File.ReadAllText(Path.Combine(Programs.Root, "sql/examples/tor_for_onion.sql")).Replace("127.0.0.1", internet.Address4, StringComparison.Ordinal);
        string users = string.Join(", ", ((string[])["one", "other"]).Select(user =>
            string.Create(CultureInfo.InvariantCulture, $"('{user}', 'socks5', '{internet.Address4}', {TorNetwork.SocksPort}, '{user}', 'x')")));
        worker.Worker.Sql($"""
            BEGIN;
            {example}
            INSERT INTO upstream (name, kind, address, port, username, password) VALUES {users};
            INSERT INTO rule (domain, upstream) VALUES ('{TorNetwork.OneName}', 'one'), ('{TorNetwork.OtherName}', 'other');
            COMMIT;
            """);
        // The rules come into force meanwhile, and the service becomes known.
        foreach (string name in (string[])[TorNetwork.OneName, TorNetwork.OtherName])
            await UntilHelloAsync(worker, name);
        string[] circuits = await tor.CircuitsAsync();
        string[] one = CircuitsOf(circuits, "one"), other = CircuitsOf(circuits, "other");
        Assert.True(one.Length > 0 && other.Length > 0 && !one.Intersect(other).Any(), string.Join('\n', circuits));

        await UntilHelloAsync(worker, tor.Onion);
        AuditRow row = await worker.Worker.AuditAsync(each => each.Domain == tor.Onion && each.Outcome == "ok");
        Assert.Equal(("tor", internet.Address4, TorNetwork.SocksPort), (row.Upstream, row.RemoteAddress, row.RemotePort));
    }

    /// <summary>Those that a user's streams went by.</summary>
    private static string[] CircuitsOf(string[] circuits, string user) =>
        [.. circuits.Where(circuit => circuit.Contains($" SOCKS_USERNAME=\"{user}\"", StringComparison.Ordinal)).Select(circuit => circuit.Split(' ')[0])];

    private static async Task UntilHelloAsync(SocksWorker worker, string name)
    {
        ShellResult result;
        do
        {
            using RunningProgram curl = new(["setsid", "curl", "-s", "--max-time", "30", "--socks5-hostname", worker.Proxy, $"http://{name}/"], new Dictionary<string, string>(), "/");
            result = await curl.EndAsync();
        }
        while (result.Output != "hello\n");
    }
}
