using System.Net;
using System.Net.Sockets;
using System.Text;
using Relay.Worker.Isolation;
using Relay.Worker.Linux;
using Xunit;

namespace Relay.Worker.Tests.Isolation;

/// <summary>Real namespaces, as the user who runs the tests; <see cref="UnprivilegedGateTests"/> runs them once more as nobody.</summary>
public sealed class GateTests : IDisposable
{
    private const int Terminate = 15;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-test-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task The_program_has_its_callers_user_and_our_resolv_conf_and_the_host_keeps_its_own()
    {
        string before = await File.ReadAllTextAsync(ResolvConf.Path, Cancellation);
        (int status, string output) = await RunAsync("id -u; id -g; cat /etc/resolv.conf");
        Assert.Equal(0, status);
        Assert.Equal($"{Libc.UserId}\n{Libc.GroupId}\n{ResolvConf.Text}", output);
        Assert.Equal(before, await File.ReadAllTextAsync(ResolvConf.Path, Cancellation));
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("kill -KILL $$", 137)]
    [InlineData("kill -PIPE $$", 141)]
    public async Task Its_end_is_reported_as_a_shell_would(string script, int status) => Assert.Equal(status, (await RunAsync(script)).Status);

    [Theory]
    [InlineData("no-such-program", 127, "no-such-program: command not found")]
    [InlineData("/no/such/program", 127, "/no/such/program: no such file")]
    [InlineData("/etc", 126, "/etc: permission denied")]
    public async Task A_program_that_cannot_run_is_one_line(string program, int status, string message)
    {
        GateException failure = await Assert.ThrowsAsync<GateException>(() => Gate.StartAsync(new GateOptions { Program = Bytes(program) }, Cancellation));
        Assert.Equal((status, message), (failure.ExitStatus, failure.Message));
    }

    [Fact]
    public async Task It_starts_with_default_signals_three_descriptors_and_the_callers_limit()
    {
        (int status, string output) = await RunAsync(
            "ls /proc/self/fd | wc -l; ulimit -Sn; grep -E 'SigBlk|Uid' /proc/self/status | cut -f2", options => options with { SoftOpenFiles = 321 });
        Assert.Equal(0, status);
        // ls has the directory open, as a fourth.
        Assert.Equal($"4\n321\n{Libc.UserId}\n0000000000000000\n", output);
    }

    [Fact]
    public async Task It_gets_the_environment_of_its_caller_and_nothing_of_ours()
    {
        (_, string output) = await RunAsync("env | cut -d= -f1");
        string[] names = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] own = [.. Environment.GetEnvironmentVariables().Keys.Cast<string>()];
        Assert.Empty(names.Except(own).Except(["PWD", "OLDPWD", "SHLVL", "_"]));
        Assert.DoesNotContain(GateEnvironment.Ours, name => names.Contains(name));
    }

    [Theory]
    [InlineData("192.0.2.55", 4242)]
    [InlineData("2001:db8::7", 443)]
    [InlineData("fd75:7265:6c61:7900:4000::1", 80)]
    [InlineData("192.0.0.1", 54)]
    [InlineData("10.0.0.1", 53)]
    public async Task A_connection_to_any_address_comes_to_us_with_the_address_asked_for(string address, int port)
    {
        (int status, string output) = await RunAsync($"exec 3<>/dev/tcp/{address}/{port}; cat <&3", options => options with { Loops = 2 }, async sockets =>
        {
            using Socket client = await AcceptAny(sockets.Transparent);
            await client.SendAsync(Encoding.ASCII.GetBytes(client.LocalEndPoint!.ToString()!), Cancellation);
        });
        Assert.Equal(0, status);
        IPEndPoint asked = IPEndPoint.Parse(output);
        Assert.Equal((IPAddress.Parse(address).MapToIPv6(), port), (asked.Address.MapToIPv6(), asked.Port));
    }

    [Theory]
    [InlineData(GateAddresses.Gate4)]
    [InlineData(GateAddresses.Gate6)]
    public async Task Dns_comes_to_the_dns_sockets(string server)
    {
        (int status, string output) = await RunAsync($"""
            exec 3<>/dev/udp/{server}/53; until echo udp >&3; timeout 2 head -n1 <&3; do :; done
            exec 3<>/dev/tcp/{server}/53; cat <&3
            """, serve: async sockets =>
        {
            using Socket datagrams = Adopt(sockets.DnsDatagram[server == GateAddresses.Gate6 ? 0 : 1]);
            Task<Socket> accepting = AcceptAny(sockets.DnsStream);
            // A datagram may be lost: then the client asks again.
            _ = EchoAsync(datagrams);
            using Socket client = await accepting;
            await client.SendAsync("tcp"u8.ToArray(), Cancellation);
        });
        Assert.Equal((0, "udp\ntcp"), (status, output));
    }

    private static async Task EchoAsync(Socket datagrams)
    {
        byte[] buffer = new byte[64];
        try
        {
            while (true)
            {
                SocketReceiveFromResult query = await datagrams.ReceiveFromAsync(buffer, datagrams.LocalEndPoint!, Cancellation);
                _ = await datagrams.SendToAsync(buffer.AsMemory(0, query.ReceivedBytes), query.RemoteEndPoint, Cancellation);
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return; // The test is over.
        }
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    [InlineData("192.0.0.1")]
    public async Task Other_datagrams_are_refused_at_once(string address)
    {
        (_, string output) = await RunAsync($"exec 3<>/dev/udp/{address}/99; echo x >&3; timeout 20 cat <&3 2>&1");
        Assert.Contains("Connection refused", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_loopback_is_its_own()
    {
        using TcpListener hosts = new(IPAddress.Loopback, 0);
        hosts.Start();
        (_, string output) = await RunAsync($"exec 3<>/dev/tcp/127.0.0.1/{((IPEndPoint)hosts.LocalEndpoint).Port}");
        Assert.Contains("Connection refused", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hidden_files_and_directories_are_empty_and_neither_they_nor_the_network_can_be_changed()
    {
        string file = Path.Combine(directory.FullName, "store.db"), hidden = directory.CreateSubdirectory("store").FullName;
        await File.WriteAllTextAsync(file, "secret", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(hidden, "secret"), "secret", Cancellation);
        (int status, string output) = await RunAsync(
            $"cat {file}; ls {hidden}; umount {file} 2>&1 && echo unmounted; PATH=$PATH:/usr/sbin:/sbin ip link set eth0 down 2>&1 && echo down; true",
            options => options with { Hidden = [file, hidden, "/no/such/file"] });
        Assert.Equal(0, status);
        Assert.DoesNotContain("secret", output, StringComparison.Ordinal);
        Assert.DoesNotContain("unmounted", output, StringComparison.Ordinal);
        Assert.DoesNotContain("down\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signals_reach_it()
    {
        // A trap that is due just before read(2) waits for its end.
        await using Gate gate = await StartAsync("trap 'exit 3' TERM; exec 3<>/dev/tcp/192.0.2.1/1; while :; do read -t 1 <&3; done");
        GateSockets sockets = gate.TakeSockets();
        Task<int> run = gate.RunAsync();
        using Socket running = await AcceptAny(sockets.Transparent);
        gate.Signal(Terminate);
        Assert.Equal(3, await run);
        CloseAll(sockets);
    }

    [Fact]
    public async Task With_the_worker_everything_ends_whatever_it_ignores()
    {
        string mark = Guid.NewGuid().ToString();
        Gate gate = await StartAsync($"trap '' TERM HUP INT QUIT; : {mark}; sh -c 'while :; do sleep 1000; done; : {mark}' & exec 3<>/dev/tcp/192.0.2.1/1; read <&3; : ");
        GateSockets sockets = gate.TakeSockets();
        Task<int> run = gate.RunAsync();
        using (Socket running = await AcceptAny(sockets.Transparent))
            await gate.DisposeAsync();
        CloseAll(sockets);
        await Assert.ThrowsAsync<GateException>(() => run);
        Assert.DoesNotContain(Directory.EnumerateDirectories("/proc").Select(CommandLineOf), line => line.Contains(mark, StringComparison.Ordinal));
    }

    private async Task<(int Status, string Output)> RunAsync(string script, Func<GateOptions, GateOptions>? change = null, Func<GateSockets, Task>? serve = null)
    {
        await using Gate gate = await StartAsync(script, change);
        GateSockets sockets = gate.TakeSockets();
        Task<int> run = gate.RunAsync();
        if (serve is not null)
            await Task.WhenAny(serve(sockets), run).Unwrap();
        int status = await run;
        CloseAll(sockets);
        return (status, await File.ReadAllTextAsync(OutputPath, Cancellation));
    }

    private Task<Gate> StartAsync(string script, Func<GateOptions, GateOptions>? change = null)
    {
        GateOptions options = new() { Program = Bytes("bash", "-c", $"exec >{OutputPath} 2>&1\n{script}") };
        return Gate.StartAsync(change?.Invoke(options) ?? options, Cancellation);
    }

    private string OutputPath => Path.Combine(directory.FullName, "output");

    private static byte[][] Bytes(params string[] command) => [.. command.Select(Encoding.UTF8.GetBytes)];

    private static Socket Adopt(int fd) => new(new SafeSocketHandle(Libc.DuplicateAbove(fd, 0), ownsHandle: true));

    private static async Task<Socket> AcceptAny(IReadOnlyList<int> listening)
    {
        List<Socket> listeners = [.. listening.Select(Adopt)];
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Socket accepted = await await Task.WhenAny(listeners.Select(listener => listener.AcceptAsync(enough.Token).AsTask()));
        await enough.CancelAsync();
        listeners.ForEach(listener => listener.Dispose());
        return accepted;
    }

    private static void CloseAll(GateSockets sockets)
    {
        foreach (int fd in sockets.Transparent.Concat(sockets.DnsDatagram).Concat(sockets.DnsStream))
            Libc.Close(fd);
    }

    private static string CommandLineOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
