using System.Net;
using System.Net.Sockets;
using System.Text;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>How a worker ends, and what it leaves to the next.</summary>
public sealed class LifeTests(InternetSide internet)
{
    private const string Name = "host.test";

    private static int port = 21_000 + Environment.ProcessId % 5_000;

    private readonly int socksPort = Interlocked.Increment(ref port);

    [Fact]
    public async Task SIGTERM_lets_an_open_transfer_finish()
    {
        const int slowPort = 2100;
        TaskCompletionSource finish = new();
        internet.Serve(slowPort, async client =>
        {
            await client.WriteAsync("begin "u8.ToArray());
            await finish.Task;
            await client.WriteAsync("end"u8.ToArray());
        });
        using Worker worker = await StartAsync("--drain", "60");
        using Socket socket = await OpenAsync(slowPort);
        await new NetworkStream(socket).ReadExactlyAsync(new byte[6], TestContext.Current.CancellationToken);
        worker.Program.Signal("TERM");
        await worker.Program.WaitForAsync("Ending");
        while (await CanConnectAsync())
            await Task.Yield(); // The loops are told one after the other.
        finish.SetResult();
        using (StreamReader rest = new(new NetworkStream(socket, ownsSocket: true)))
            Assert.Equal("end", await rest.ReadToEndAsync(TestContext.Current.CancellationToken));
        AssertSilent(0, await worker.Program.EndAsync());
        Assert.Equal("ok", Assert.Single(AuditRows.Read(worker.Store), row => row.Domain == Name).Outcome);
    }

    [Fact]
    public async Task SIGTERM_cuts_what_does_not_finish_in_time()
    {
        using Worker worker = await StartAsync("--drain", "0.5");
        using Socket socket = await OpenAsync(InternetSide.EchoPort);
        worker.Program.Signal("TERM");
        await AssertResetAsync(socket);
        AssertSilent(0, await worker.Program.EndAsync());
        Assert.Equal("shutdown", Assert.Single(AuditRows.Read(worker.Store)).Outcome);
    }

    [Fact]
    public async Task The_second_SIGINT_ends_it_at_once()
    {
        using Worker worker = await StartAsync("--drain", "3600");
        using Socket socket = await OpenAsync(InternetSide.EchoPort);
        worker.Program.Signal("INT");
        await worker.Program.WaitForAsync("Ending");
        worker.Program.Signal("INT");
        await AssertResetAsync(socket);
        AssertSilent(0, await worker.Program.EndAsync());
        Assert.Equal("shutdown", Assert.Single(AuditRows.Read(worker.Store)).Outcome);
    }

    [Fact]
    public async Task After_kill_9_open_flows_are_lost_and_names_keep_their_addresses()
    {
        int dnsPort = Interlocked.Increment(ref port);
        using Worker worker = await StartAsync("--listen", $"dns://127.0.0.1:{dnsPort}");
        string[] names = [.. Enumerable.Range(1, 20).Select(n => $"name{n}.test")];
        string[] before = await PhantomsAsync(dnsPort, names);
        Assert.Equal(names.Length, before.Distinct().Count());
        using Socket socket = await OpenAsync(InternetSide.EchoPort);
        _ = await worker.AuditAsync(row => row.Outcome == "open");

        worker.Program.Signal("KILL");
        _ = await worker.Program.EndAsync();
        await worker.StartAsync();
        Assert.Equal("lost", (await worker.AuditAsync(Name)).Outcome);
        Assert.Equal(before, await PhantomsAsync(dnsPort, names));
        Assert.DoesNotContain((await PhantomsAsync(dnsPort, ["another.test"]))[0], before);
    }

    private Task<Worker> StartAsync(params string[] options) =>
        Worker.StartAsync([$"socks://127.0.0.1:{socksPort}"], [(Name, [internet.Address4])], options);

    /// <summary>A connection to the host's port, by SOCKS 4a; returns when the worker says that it stands.</summary>
    private async Task<Socket> OpenAsync(int targetPort)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, socksPort);
        NetworkStream stream = new(socket);
        await stream.WriteAsync((byte[])[4, 1, (byte)(targetPort >> 8), (byte)targetPort, 0, 0, 0, 1, 0, .. Encoding.ASCII.GetBytes(Name), 0]);
        byte[] reply = new byte[8];
        await stream.ReadExactlyAsync(reply);
        Assert.Equal(0x5a, reply[1]);
        return socket;
    }

    private async Task<bool> CanConnectAsync()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, socksPort);
            return true;
        }
        catch (SocketException failed)
        {
            return failed.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }

    private static async Task<string[]> PhantomsAsync(int dnsPort, string[] names)
    {
        string[] answers = await Task.WhenAll(names.Select(async name =>
            (await Shell.TryRunAsync("dig", ["@127.0.0.1", "-p", $"{dnsPort}", "+short", "+time=20", name, "AAAA"])).Output.Trim()));
        Assert.All(answers, answer => Assert.StartsWith("fd75:7265:6c61:7900:", answer, StringComparison.Ordinal));
        return answers;
    }

    private static async Task AssertResetAsync(Socket socket)
    {
        SocketException reset = await Assert.ThrowsAsync<SocketException>(async () => await socket.ReceiveAsync(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    /// <summary>It says what it does, and no more.</summary>
    private static void AssertSilent(int status, ShellResult result)
    {
        Assert.Equal((status, ""), (result.Status, result.Output));
        Assert.All(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("urelay: ", line, StringComparison.Ordinal));
    }
}
