using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Relay.EndToEnd.Lab;

/// <summary>A worker with a SOCKS listener on an address of loopback that nobody else uses, in front of the internet side.</summary>
internal sealed class SocksWorker : IDisposable
{
    private const int Port = 1080;

    private static int count;

    private readonly InternetSide internet;
    private readonly IPEndPoint listener;
    private Worker? worker;

    private SocksWorker(InternetSide internet)
    {
        this.internet = internet;
        listener = new IPEndPoint(new IPAddress([127, 75, (byte)Environment.ProcessId, (byte)Interlocked.Increment(ref count)]), Port);
    }

    public Worker Worker => worker ?? throw new InvalidOperationException("not started");

    /// <summary>Its listener, for <c>curl --socks5</c>.</summary>
    public string Proxy => listener.ToString();

    public static Task<SocksWorker> StartAsync(InternetSide internet, params string[] options) => StartAsync(internet, Urelay.As("root"), [], options);

    /// <param name="internet">Where its targets are.</param>
    /// <param name="user">Who runs it.</param>
    /// <param name="hosts">Rows of <c>host</c>.</param>
    /// <param name="options">More options of <c>urelay run</c>.</param>
    public static async Task<SocksWorker> StartAsync(InternetSide internet, Urelay user, (string Name, string[] Addresses)[] hosts, params string[] options)
    {
        SocksWorker socks = new(internet);
        socks.worker = await Worker.StartAsync(user, [$"socks://{socks.listener}"], hosts, options);
        return socks;
    }

    /// <summary>Connects, and says nothing yet.</summary>
    public async Task<Socket> ConnectAsync(string from = "127.0.0.1")
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(listener, TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Asks for a port of the internet side; what is answered comes later.</summary>
    public async Task<Socket> AskAsync(int port, string from = "127.0.0.1")
    {
        Socket socket = await ConnectAsync(from);
        await SendRequestAsync(socket, port);
        return socket;
    }

    /// <summary>Asks for a port of a name.</summary>
    public async Task<Socket> AskAsync(string name, int port)
    {
        Socket socket = await ConnectAsync();
        await SendRequestAsync(socket, [3, (byte)name.Length, .. Encoding.ASCII.GetBytes(name)], port);
        return socket;
    }

    public Task SendRequestAsync(Socket socket, int port) => SendRequestAsync(socket, [1, .. IPAddress.Parse(internet.Address4).GetAddressBytes()], port);

    /// <summary>The reply to a request: REP.</summary>
    public static async Task<byte> ReplyAsync(Socket socket)
    {
        byte[] reply = new byte[12];
        await new NetworkStream(socket).ReadExactlyAsync(reply, TestContext.Current.CancellationToken);
        Assert.Equal([5, 0, 5], reply[..3]);
        return reply[3];
    }

    /// <summary>An open flow.</summary>
    public async Task<Socket> OpenAsync(int port, string from = "127.0.0.1")
    {
        Socket socket = await AskAsync(port, from);
        Assert.Equal(0, await ReplyAsync(socket));
        return socket;
    }

    /// <summary>A byte there and back.</summary>
    public static async Task AssertEchoAsync(Socket socket)
    {
        await socket.SendAsync("e"u8.ToArray(), TestContext.Current.CancellationToken);
        byte[] back = new byte[1];
        Assert.Equal(1, await socket.ReceiveAsync(back, TestContext.Current.CancellationToken));
        Assert.Equal((byte)'e', back[0]);
    }

    public int CountDescriptors() => Directory.EnumerateFileSystemEntries($"/proc/{Worker.Program.Id}/fd").Count();

    /// <summary>How often it has said something.</summary>
    public int CountOf(string text) => Worker.Program.Errors.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));

    public void Dispose() => worker?.Dispose();

    /// <summary>SOCKS 5: the greeting and the request at once, which the relay takes.</summary>
    private static async Task SendRequestAsync(Socket socket, byte[] target, int port) =>
        await socket.SendAsync((byte[])[5, 1, 0, 5, 1, 0, .. target, (byte)(port >> 8), (byte)port], TestContext.Current.CancellationToken);
}
