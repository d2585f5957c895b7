using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>The SOCKS listener: curl's four ways to use it, and the reply codes of refusals.</summary>
[Collection(SharedGateway.Name)]
public sealed class SocksTests(RunningGateway gateway)
{
    private static readonly string Proxy = string.Create(CultureInfo.InvariantCulture, $"{PrivateSide.Gateway4}:{PrivateSide.SocksPort}");

    private readonly InternetSide internet = gateway.Internet;

    [Theory]
    [InlineData("--socks4a", "socks_name")]
    [InlineData("--socks5-hostname", "socks_name")]
    [InlineData("--socks5", "phantom")]
    public async Task A_name_leads_to_its_host(string way, string learntBy)
    {
        string name = gateway.FreshName();
        Assert.Equal("hello\n", (await gateway.CurlAsync(way, Proxy, $"http://{name}/")).Output);
        AuditRow row = await gateway.Worker.AuditAsync(name);
        Assert.Equal(("socks", learntBy, "ok", PrivateSide.Client4), (row.Listener, row.LearntBy, row.Outcome, row.ClientAddress));
    }

    [Theory]
    [InlineData("--socks4", false)]
    [InlineData("--socks5", false)]
    [InlineData("--socks5", true)]
    public async Task An_address_leads_to_itself(string way, bool six)
    {
        string target = six ? $"[{internet.Address6}]" : internet.Address4;
        Assert.Equal("hello\n", (await gateway.CurlAsync(way, Proxy, $"http://{target}/")).Output);
        _ = await gateway.Worker.AuditAsync(row => row is { LearntBy: "socks_address", Outcome: "ok" });
    }

    [Theory]
    [InlineData("nowhere.test", 80, 4, "name_not_found")]
    [InlineData("HOST", InternetSide.ClosedPort, 5, "refused")]
    [InlineData("localhost", 22, 2, "forbidden")]
    [InlineData("BLOCKED", 80, 2, "blocked")]
    public async Task A_refusal_says_why(string target, int port, byte code, string outcome)
    {
        string name = target is "HOST" or "BLOCKED" ? gateway.FreshName() : target;
        if (target == "BLOCKED")
        {
            gateway.Worker.Sql($"INSERT INTO rule (domain, action) VALUES ('={name}', 'block')");
            _ = await gateway.CurlUntilAsync(result => result.Status != 0, $"http://{name}/");
        }
        using Socket five = await gateway.Private.ConnectAsync(PrivateSide.Gateway4, PrivateSide.SocksPort);
        Assert.Equal(code, await AskSocks5Async(five, name, port));
        Assert.Equal(0, await five.ReceiveAsync(new byte[1])); // It was told why: FIN, no RST.
        AuditRow row = await gateway.Worker.AuditAsync(row => row.Domain == name && row.Listener == "socks" && row.Outcome != "open");
        Assert.Equal(outcome, row.Outcome);

        using Socket four = await gateway.Private.ConnectAsync(PrivateSide.Gateway4, PrivateSide.SocksPort);
        Assert.Equal(0x5b, await AskSocks4aAsync(four, name, port));
    }

    [Fact]
    public async Task The_relay_s_loopback_is_forbidden()
    {
        ShellResult result = await gateway.CurlAsync("--socks5", Proxy, "http://127.0.0.1:22/");
        Assert.Contains("(2)", result.Errors, StringComparison.Ordinal);
        Assert.Equal("forbidden", (await gateway.Worker.AuditAsync(row => row.AskedAddress == "127.0.0.1")).Outcome);
    }

    [Fact]
    public async Task Curl_prints_the_code()
    {
        ShellResult result = await gateway.CurlAsync("--socks5-hostname", Proxy, $"http://{gateway.FreshName()}:{InternetSide.ClosedPort}/");
        Assert.Equal(97, result.Status);
        Assert.Contains("(5)", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_commands_than_CONNECT_are_not_served()
    {
        using Socket socket = await gateway.Private.ConnectAsync(PrivateSide.Gateway4, PrivateSide.SocksPort);
        Assert.Equal(7, await AskSocks5Async(socket, "host1.test", 80, command: 2));
    }

    [Fact]
    public async Task What_is_no_SOCKS_is_audited_as_a_failed_handshake()
    {
        using Socket socket = await gateway.Private.ConnectAsync(PrivateSide.Gateway4, PrivateSide.SocksPort);
        await socket.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        Assert.Equal(0, await CountUntilEndAsync(socket));
        _ = await gateway.Worker.AuditAsync(row => row is { Listener: "socks", Outcome: "handshake_failed" });
    }

    /// <summary>RFC 1928: greeting without authentication, then the request with a name.</summary>
    /// <returns>REP.</returns>
    private static async Task<byte> AskSocks5Async(Socket socket, string name, int port, byte command = 1)
    {
        NetworkStream stream = new(socket);
        byte[] reply = new byte[10];
        await stream.WriteAsync(new byte[] { 5, 1, 0 });
        await stream.ReadExactlyAsync(reply.AsMemory(0, 2));
        Assert.Equal([5, 0], reply[..2]);
        await stream.WriteAsync((byte[])[5, command, 0, 3, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)(port >> 8), (byte)port]);
        await stream.ReadExactlyAsync(reply);
        Assert.Equal(5, reply[0]);
        return reply[1];
    }

    /// <summary>SOCKS 4a: an address of 0.0.0.x says that a name follows the user.</summary>
    /// <returns>CD.</returns>
    private static async Task<byte> AskSocks4aAsync(Socket socket, string name, int port)
    {
        NetworkStream stream = new(socket);
        await stream.WriteAsync((byte[])[4, 1, (byte)(port >> 8), (byte)port, 0, 0, 0, 1, 0, .. Encoding.ASCII.GetBytes(name), 0]);
        byte[] reply = new byte[8];
        await stream.ReadExactlyAsync(reply);
        Assert.Equal(0, reply[0]);
        return reply[1];
    }

    /// <summary>A reset is an end too: the bytes that were not SOCKS may still lie unread at the other side.</summary>
    private static async Task<int> CountUntilEndAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[16]);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }
}
