using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>Connections that TPROXY hands over: what the client sees, and what the audit says.</summary>
[Collection(SharedGateway.Name)]
public sealed class TransparentTests(RunningGateway gateway)
{
    private readonly InternetSide internet = gateway.Internet;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_literal_address_leads_to_itself(bool six)
    {
        string address = six ? internet.Address6 : internet.Address4;
        Assert.Equal("hello\n", (await gateway.CurlAsync(six ? $"http://[{address}]/" : $"http://{address}/")).Output);
        AuditRow row = await gateway.Worker.AuditAsync(row => row is { Listener: "transparent", AskedPort: InternetSide.HttpPort } && row.AskedAddress == address && row.Outcome != "open");
        Assert.Equal(("transparent", "literal", null, "ok", "direct"), (row.Listener, row.LearntBy, row.Domain, row.Outcome, row.Upstream));
        Assert.Equal((six ? PrivateSide.Client6 : PrivateSide.Client4, address), (row.ClientAddress, row.RemoteAddress));
    }

    [Fact]
    public async Task A_name_leads_by_its_phantom_to_its_host_and_all_bytes_arrive()
    {
        const long length = 50_000_000;
        string name = gateway.FreshName();
        string file = Path.Combine(gateway.Worker.Home, "upload"), copy = Path.Combine(gateway.Worker.Home, "download");
        TestBytes.Write(file, length);
        ShellResult up = await gateway.CurlAsync("-T", file, $"http://{name}/");
        Assert.Equal(TestBytes.ChecksumOf(length) + "\n", up.Output);
        AuditRow row = await gateway.Worker.AuditAsync(name);
        Assert.Equal(("phantom", "ok", PrivateSide.Client6), (row.LearntBy, row.Outcome, row.ClientAddress));
        Assert.InRange(row.BytesUp, length, length + 1000);

        Assert.Equal("", (await gateway.CurlAsync("-o", copy, $"http://{name}/bytes/{length}")).Errors);
        using FileStream downloaded = File.OpenRead(copy);
        Assert.Equal(TestBytes.ChecksumOf(length), Convert.ToHexStringLower(await SHA256.HashDataAsync(downloaded, TestContext.Current.CancellationToken)));
        _ = await gateway.Worker.AuditAsync(later => later.Domain == name && later.BytesDown >= length && later.Outcome == "ok");
    }

    [Fact]
    public async Task A_client_that_has_ended_its_half_still_gets_the_answer()
    {
        string name = gateway.FreshName();
        using Socket socket = await gateway.ConnectAsync(name, InternetSide.EchoPort);
        await socket.SendAsync("half"u8.ToArray());
        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal("half", Encoding.ASCII.GetString(await ReadToEndAsync(socket)));
        AuditRow row = await gateway.Worker.AuditAsync(name);
        Assert.Equal(("ok", 4, 4), (row.Outcome, row.BytesUp, row.BytesDown));
    }

    [Fact]
    public async Task A_server_that_speaks_first_is_heard()
    {
        using Socket socket = await gateway.ConnectAsync(gateway.FreshName(), InternetSide.BannerPort);
        byte[] banner = new byte[InternetSide.Banner.Length];
        await new NetworkStream(socket).ReadExactlyAsync(banner, TestContext.Current.CancellationToken);
        Assert.Equal(InternetSide.Banner, Encoding.ASCII.GetString(banner));
    }

    [Fact]
    public async Task A_reset_of_the_server_is_one_for_the_client()
    {
        string name = gateway.FreshName();
        await AssertResetAsync(gateway.ConnectAsync(name, InternetSide.ResetPort), "x");
        Assert.Equal("reset_by_remote", (await gateway.Worker.AuditAsync(name)).Outcome);
    }

    [Fact]
    public async Task A_reset_of_the_client_is_one_for_the_server()
    {
        const int port = 2001;
        TaskCompletionSource<SocketError> seen = new();
        internet.Serve(port, async client =>
        {
            await client.WriteAsync("ready"u8.ToArray());
            try
            {
                _ = await client.ReadAsync(new byte[1]);
                seen.SetResult(SocketError.Success);
            }
            catch (IOException e) when (e.InnerException is SocketException reset)
            {
                seen.SetResult(reset.SocketErrorCode);
            }
        });
        string name = gateway.FreshName();
        using (Socket socket = await gateway.ConnectAsync(name, port))
        {
            await new NetworkStream(socket).ReadExactlyAsync(new byte[5], TestContext.Current.CancellationToken);
            socket.LingerState = new LingerOption(true, 0);
        }
        Assert.Equal(SocketError.ConnectionReset, await seen.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal("reset_by_client", (await gateway.Worker.AuditAsync(name)).Outcome);
    }

    [Fact]
    public async Task A_closed_port_is_a_reset()
    {
        string name = gateway.FreshName();
        await AssertResetAsync(gateway.ConnectAsync(name, InternetSide.ClosedPort));
        Assert.Equal("refused", (await gateway.Worker.AuditAsync(name)).Outcome);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_a_reset()
    {
        await AssertResetAsync(gateway.ConnectAsync("nowhere.test", 80));
        Assert.Equal("name_not_found", (await gateway.Worker.AuditAsync("nowhere.test")).Outcome);
    }

    [Fact]
    public async Task An_address_of_the_pool_that_nobody_was_given_is_a_reset()
    {
        const string unknown = "fd75:7265:6c61:7900:4000:1234:5678:9abc";
        await AssertResetAsync(gateway.Private.ConnectAsync(unknown, 80));
        AuditRow row = await gateway.Worker.AuditAsync(row => row.AskedAddress == unknown);
        Assert.Equal(("unknown_phantom", null), (row.Outcome, row.Domain));
    }

    [Theory]
    [InlineData("169.254.169.254", 80)]
    [InlineData("host", 80)]
    [InlineData(PrivateSide.Gateway4, PrivateSide.TransparentPort)]
    public async Task The_relay_s_own_host_is_a_reset(string address, int port)
    {
        string target = address == "host" ? internet.HostAddress4 : address;
        await AssertResetAsync(gateway.Private.ConnectAsync(target, port));
        AuditRow row = await gateway.Worker.AuditAsync(row => row.AskedAddress == target && row.AskedPort == port);
        Assert.Equal("forbidden", row.Outcome);
    }

    private static async Task<byte[]> ReadToEndAsync(Socket socket)
    {
        List<byte> all = [];
        byte[] buffer = new byte[1024];
        for (int count; (count = await socket.ReceiveAsync(buffer)) > 0;)
            all.AddRange(buffer.AsSpan(0, count));
        return [.. all];
    }

    /// <summary>RST, and not FIN: an error, and no end. It may be as early as the connect.</summary>
    private static async Task AssertResetAsync(Task<Socket> connecting, string say = "")
    {
        SocketException reset = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using Socket socket = await connecting;
            await socket.SendAsync(Encoding.ASCII.GetBytes(say));
            _ = await socket.ReceiveAsync(new byte[1]);
        });
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }
}
