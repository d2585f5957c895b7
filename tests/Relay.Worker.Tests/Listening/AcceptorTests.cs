using Relay.Store.Telemetry;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Listening;
using Relay.Worker.Loops;
using Xunit;

namespace Relay.Worker.Tests.Listening;

public sealed class AcceptorTests : IAsyncLifetime
{
    private readonly EventLoop loop = new("accept test", TimeProvider.System, NullLogger.Instance);
    private readonly List<LoopSocket> accepted = [];
    private readonly List<string> told = [];
    private readonly Episode pauses;
    private readonly IPEndPoint endpoint;
    private readonly int listening = Libc.OpenSocket(NativeAddress.Inet, Libc.Stream);
    private volatile int room;
    private Acceptor acceptor = null!;

    public AcceptorTests()
    {
        pauses = new Episode(TimeProvider.System, TimeSpan.FromHours(1), why => told.Add(why), (_, _) => { });
        Assert.True(Libc.Bind(listening, NativeAddress.Of(NetAddress.Parse("127.0.0.1"), 0)).Succeeded);
        Assert.True(Libc.Listen(listening, 16).Succeeded);
        Assert.True(Libc.LocalAddress(listening).TryGet(out _, out ushort port));
        endpoint = new IPEndPoint(IPAddress.Loopback, port);
        loop.Start();
    }

    public async ValueTask InitializeAsync() => await loop.RunAsync(() =>
    {
        acceptor = Acceptor.Start(loop, listening, new AcceptGate(() => accepted.Count < room ? null : "no room", pauses), (client, _) => accepted.Add(client));
    });

    public async ValueTask DisposeAsync()
    {
        await loop.RunAsync(() =>
        {
            acceptor.Stop();
            accepted.ForEach(client => client.Close());
        });
        loop.Dispose();
    }

    [Fact]
    public async Task While_there_is_no_room_clients_wait_and_no_more_are_accepted_than_fit()
    {
        TcpClient[] clients = [await ConnectAsync(), await ConnectAsync(), await ConnectAsync()];
        await WaitForPausesAsync();
        Assert.Equal(0, await CountAsync());

        room = 2;
        await WaitForCountAsync(2);
        await WaitForPausesAsync();
        Assert.Equal(2, await CountAsync());

        room = 4;
        await WaitForCountAsync(3);
        using TcpClient fourth = await ConnectAsync();
        await WaitForCountAsync(4);
        Assert.Equal(["no room"], told);
        foreach (TcpClient client in clients)
            client.Dispose();
    }

    private async Task<int> CountAsync() => await loop.RunAsync(() => Task.FromResult(accepted.Count));

    private async Task<TcpClient> ConnectAsync()
    {
        TcpClient client = new();
        await client.ConnectAsync(endpoint, TestContext.Current.CancellationToken);
        return client;
    }

    private async Task WaitForCountAsync(int count)
    {
        while (await CountAsync() != count)
            await Task.Delay(5, TestContext.Current.CancellationToken);
    }

    /// <summary>Until it has tried again, and paused again.</summary>
    private async Task WaitForPausesAsync()
    {
        long seen = pauses.Total;
        while (pauses.Total < seen + 2)
            await Task.Delay(5, TestContext.Current.CancellationToken);
    }
}
