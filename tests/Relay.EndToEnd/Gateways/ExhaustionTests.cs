using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Relay.EndToEnd.Tcp;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>When descriptors run out: open flows go on, what comes waits, and it is told once.</summary>
public sealed class ExhaustionTests(InternetSide internet)
{
    private const string Paused = "accepting pauses; open flows go on", Resumed = "Accepting again";

    [Fact]
    public async Task The_limit_of_open_files_is_raised_to_the_hard_one()
    {
        using SocksWorker worker = await StartAsync("256:1500", []);
        string limits = await File.ReadAllTextAsync($"/proc/{worker.Worker.Program.Id}/limits", TestContext.Current.CancellationToken);
        Assert.Matches(@"Max open files +1500 +1500 ", limits);
    }

    [Fact]
    public async Task No_more_is_accepted_than_there_is_room_for()
    {
        const int room = 148, more = 40; // Hosting/DescriptorBudget for 600.
        using SocksWorker worker = await StartAsync("600:600", []);
        List<Socket> open = [];
        for (int i = 0; i < room; i++)
            open.Add(await worker.OpenAsync(InternetSide.EchoPort));
        Task<Socket>[] waiting = [.. Enumerable.Range(0, more).Select(_ => worker.OpenAsync(InternetSide.EchoPort))];
        await worker.Worker.Program.WaitForAsync(Paused);
        Assert.Contains($"the limit of open files has room for {room} flows", worker.Worker.Program.Errors, StringComparison.Ordinal);
        foreach (Socket socket in open)
            await SocksWorker.AssertEchoAsync(socket);
        Assert.DoesNotContain(waiting, task => task.IsCompleted);

        foreach (Socket socket in open.Take(more))
            socket.Dispose();
        foreach (Socket socket in (await Task.WhenAll(waiting).WithinDeadline()).Concat(open.Skip(more)))
        {
            await SocksWorker.AssertEchoAsync(socket);
            socket.Dispose();
        }
        await worker.Worker.Program.WaitForAsync(Resumed);
        Assert.Equal((1, 1), (worker.CountOf(Paused), worker.CountOf(Resumed)));
        IReadOnlyList<AuditRow> rows = await AuditRows.WaitAsync(worker.Worker.Store, rows => rows.Count == room + more && rows.All(row => row.Outcome != "open"));
        Assert.All(rows, row => Assert.Equal("ok", row.Outcome));
    }

    /// <summary>Each flow to a name with eight addresses that do not answer holds nine descriptors: they run out before the room for flows does.</summary>
    [Fact]
    public async Task When_all_descriptors_are_taken_clients_wait_dials_fail_and_open_flows_go_on()
    {
        const int filteredPort = 2204, many = 80, ceiling = 525; // Linux/DescriptorCeiling for 600.
        const string name = "many.test";
        string[] addresses = [.. Enumerable.Range(0x100, 8).Select(n => internet.Address6[..^1] + n.ToString("x", null))];
        foreach (string address in addresses)
            internet.Space.Ip($"addr add {address}/64 dev host0 nodad");
        using SocksWorker worker = await StartAsync("600:600", [(name, addresses)], "--dial-timeout", "3600", "--handshake-timeout", "3600");
        using Socket open = await worker.OpenAsync(InternetSide.EchoPort), undecided = await worker.ConnectAsync();
        List<Socket> dialing = [], silent = [];
        using (Blackhole hole = new(internet.Space.Name, $"tcp dport {filteredPort}", $"tcp sport {filteredPort}"))
        {
            for (int i = 0; i < many; i++)
                dialing.Add(await worker.AskAsync(name, filteredPort));
            await worker.Worker.Program.WaitAsync(() => worker.CountDescriptors() >= ceiling - 10, "take nearly all descriptors");
            // Clients that say nothing take the rest.
            while (worker.CountOf(Paused) == 0)
                silent.Add(await worker.ConnectAsync());
            Assert.Equal(1, worker.CountOf("Too many open files): " + Paused));
            await SocksWorker.AssertEchoAsync(open);

            await worker.SendRequestAsync(undecided, InternetSide.EchoPort);
            Assert.Equal(1, await SocksWorker.ReplyAsync(undecided));
            AuditRow row = await worker.Worker.AuditAsync(row => row.Outcome == "limit");
            Assert.Equal(("Too many open files", InternetSide.EchoPort), (row.Error, (int)row.AskedPort));
            Assert.Equal(1, worker.CountOf("Flows are refused: Too many open files"));
            silent.ForEach(socket => socket.Dispose());
        }
        // Nobody listens there: now that packets pass, all are refused, and those that waited too.
        foreach (Socket socket in dialing)
        {
            Assert.InRange(await SocksWorker.ReplyAsync(socket).WithinDeadline(), 1, 5);
            socket.Dispose();
        }
        using Socket later = await worker.OpenAsync(InternetSide.EchoPort);
        await SocksWorker.AssertEchoAsync(later);
        await SocksWorker.AssertEchoAsync(open);
        await worker.Worker.Program.WaitForAsync(Resumed);
        Assert.Equal((1, 1), (worker.CountOf(Paused), worker.CountOf(Resumed)));
    }

    private Task<SocksWorker> StartAsync(string openFiles, (string Name, string[] Addresses)[] hosts, params string[] options) =>
        SocksWorker.StartAsync(internet, Urelay.As("root", openFiles), hosts, options);
}
