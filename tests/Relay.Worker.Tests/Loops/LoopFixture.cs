using Xunit;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;

namespace Relay.Worker.Tests.Loops;

/// <summary>A running loop, and TCP connections over loopback of which it holds one end.</summary>
public sealed class LoopFixture : IDisposable
{
    internal EventLoop Loop { get; } = new("test loop", TimeProvider.System, NullLogger.Instance);

    public LoopFixture() => Loop.Start();

    public void Dispose() => Loop.Dispose();

    internal Task<T> On<T>(Func<Task<T>> work) => Loop.RunAsync(work);

    internal Task<T> On<T>(Func<T> work) => Loop.RunAsync(() => Task.FromResult(work()));

    /// <summary>A connection: the loop's end, and the end of a peer that blocks.</summary>
    internal async Task<(LoopSocket Inner, Socket Outer)> ConnectAsync()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        ushort port = (ushort)((IPEndPoint)listener.LocalEndpoint).Port;
        LoopSocket inner = await On(async () =>
        {
            int fd = Libc.OpenSocket(NativeAddress.Inet, Libc.Stream);
            _ = Libc.SetOption(fd, SocketOption.UrgentInline, 1);
            _ = Libc.Connect(fd, NativeAddress.Of(NetAddress.Parse("127.0.0.1"), port));
            LoopSocket socket = LoopSocket.Adopt(Loop, fd, out _) ?? throw new InvalidOperationException("epoll_ctl failed");
            Assert.Equal(WaitEnd.Ready, await socket.Writable());
            return socket;
        });
        Socket outer = await listener.AcceptSocketAsync();
        outer.NoDelay = true;
        return (inner, outer);
    }
}
