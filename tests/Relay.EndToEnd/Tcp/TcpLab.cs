using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Xunit;

namespace Relay.EndToEnd.Tcp;

/// <summary>
/// A worker between two sockets of a test: one of a client on the private side, one of a server on the internet side. Every flow has a target port of its own, by
/// which its row in the audit is found.
/// </summary>
public sealed class TcpLab(InternetSide internet) : IAsyncLifetime
{
    private const int FirstPort = 3000;

    private Worker? worker;
    private int port = FirstPort;

    internal InternetSide Internet => internet;

    internal PrivateSide Private { get; } = new();

    internal Worker Worker => worker ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync() =>
        worker = await Worker.StartAsync([Private.TransparentListener, Private.SocksListener], [], "--resolver", internet.Address4);

    public ValueTask DisposeAsync()
    {
        worker?.Dispose();
        Private.Dispose();
        return ValueTask.CompletedTask;
    }

    internal int FreshPort() => Interlocked.Increment(ref port);

    /// <summary>A server's socket that listens, and a port that nobody else uses.</summary>
    internal Socket Listen(out int on)
    {
        IPEndPoint end = new(IPAddress.Parse(internet.Address4), FreshPort());
        on = end.Port;
        return internet.Space.Inside(() =>
        {
            Socket socket = new(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(end);
            socket.Listen();
            return socket;
        });
    }

    /// <summary>Connects from the private side; with SOCKS, it returns when the relay has connected too.</summary>
    internal async Task<Socket> ConnectAsync(Way way, int to)
    {
        if (way == Way.Transparent)
            return await Private.ConnectAsync(internet.Address4, to);
        Socket socket = await Private.ConnectAsync(PrivateSide.Gateway4, PrivateSide.SocksPort);
        await socket.SendAsync(SocksRequest(to));
        byte[] reply = await socket.ReadAsync(8);
        Assert.Equal(0x5a, reply[1]);
        return socket;
    }

    internal byte[] SocksRequest(int to) => PrivateSide.Socks4Request(internet.Address4, to);

    /// <summary>Both ends of a new flow.</summary>
    internal async Task<TcpFlow> OpenAsync(Way way = Way.Transparent, Action<Socket>? prepareServer = null)
    {
        using Socket listening = Listen(out int to);
        prepareServer?.Invoke(listening);
        Task<Socket> accepting = listening.AcceptOneAsync();
        Socket client = await ConnectAsync(way, to);
        return new TcpFlow(this, to, client, await accepting);
    }

    /// <summary>The row of the flow to a port, once it has ended.</summary>
    internal Task<AuditRow> RowAsync(int to) => Worker.AuditAsync(row => row.AskedPort == to && row.Outcome != "open");

    /// <summary>Has the internet side drop all packets of a port, as if its machine were gone.</summary>
    internal Blackhole Drop(int of) => new(internet.Space.Name, string.Create(CultureInfo.InvariantCulture, $"tcp dport {of}"), string.Create(CultureInfo.InvariantCulture, $"tcp sport {of}"));
}
