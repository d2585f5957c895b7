using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Relay.Worker.Linux;
using Relay.Worker.Loops;

namespace Relay.Worker.Dialing;

/// <summary>
/// TLS to a proxy, behind a socket as any other: what is relayed needs not know. It is enciphered by the class library on its own threads, so that neither a handshake nor bulk
/// holds up a loop.
/// <code>
/// loop ── socket pair ── this ── TLS over TCP ── proxy          FIN ⇄ close_notify and FIN, each way separately
///                                                               RST ⇄ RST; a FIN without close_notify counts as one (RFC 8446 section 6.1)
/// </code>
/// Between the two it holds at most a block each way, and an idle one nothing.
/// </summary>
/// <param name="outer">The connection to the proxy.</param>
/// <param name="below">What carries that in turn.</param>
/// <param name="inner">The other end of the loop's socket.</param>
internal sealed class TlsCarrier(Socket outer, ICarrier? below, Socket inner) : ICarrier
{
    /// <summary>What a record holds: RFC 8446 section 5.1.</summary>
    private const int BlockSize = 16 << 10;

    /// <summary>How long what was sent before a close may take to leave.</summary>
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(60);

    private Task running = Task.CompletedTask;
    private volatile int failure;
    private volatile bool isClosing, hasSentEnd;

    public Errno Failure => (Errno)failure;

    public Task Ended => running;

    /// <summary>The handshake; then bytes are carried.</summary>
    /// <returns>Null, or why there is no TLS: then all is closed.</returns>
    public async Task<string?> OpenAsync(SslClientAuthenticationOptions options)
    {
        SslStream? tls = null;
        try
        {
            // It throws where the connection was called off already.
            CarriedStream connection = new(outer);
            tls = new SslStream(connection);
            await tls.AuthenticateAsClientAsync(options).ConfigureAwait(false);
            running = RunAsync(tls, connection);
            return null;
        }
        catch (Exception ended) when (IsPeers(ended))
        {
            Fail(ErrorOf(ended));
            await DisposeAsync(tls).ConfigureAwait(false);
            return (ended.InnerException ?? ended).Message.ReplaceLineEndings(" ");
        }
    }

    public void Close()
    {
        isClosing = true;
        if (Failure != Errno.None)
            return;
        if (hasSentEnd)
            Quietly(() => outer.Shutdown(SocketShutdown.Both));
        else if (!running.IsCompleted)
            _ = LimitAsync();
    }

    public void Reset() => Fail(Errno.ConnectionAborted);

    public void Apply(KeepAlive keepAlive)
    {
        if (below is not null)
            below.Apply(keepAlive);
        else
            _ = OnConnection(fd =>
            {
                keepAlive.Apply(fd);
                return true;
            });
    }

    public bool TryGetTcpInfo(out TcpInfo info)
    {
        TcpInfo read = default;
        bool known = below is not null ? below.TryGetTcpInfo(out read) : OnConnection(fd => Libc.TryGetTcpInfo(fd, out read));
        info = read;
        return known;
    }

    private async Task RunAsync(SslStream tls, CarriedStream connection)
    {
        await Task.WhenAll(CarryAsync(() => SendAsync(tls)), CarryAsync(() => ReceiveAsync(tls, connection))).ConfigureAwait(false);
        await DisposeAsync(tls).ConfigureAwait(false);
    }

    private async ValueTask DisposeAsync(SslStream? tls)
    {
        inner.Dispose();
        if (tls is not null)
            await tls.DisposeAsync().ConfigureAwait(false);
        outer.Dispose();
        below?.Close();
    }

    /// <summary>One direction. What ends it out of order ends the other too.</summary>
    private async Task CarryAsync(Func<Task> direction)
    {
        try
        {
            await direction().ConfigureAwait(false);
        }
        catch (Exception ended) when (IsPeers(ended))
        {
            Fail(ErrorOf(ended));
        }
    }

    private async Task SendAsync(SslStream tls)
    {
        await MoveAsync(block => inner.ReceiveAsync(block), block => tls.WriteAsync(block)).ConfigureAwait(false);
        await tls.ShutdownAsync().ConfigureAwait(false);
        outer.Shutdown(SocketShutdown.Send);
        hasSentEnd = true;
        // Nobody is left to whom more could go.
        if (isClosing)
            outer.Shutdown(SocketShutdown.Both);
    }

    private async Task ReceiveAsync(SslStream tls, CarriedStream connection)
    {
        await MoveAsync(block => tls.ReadAsync(block), SendInnerAsync).ConfigureAwait(false);
        if (connection.HasEnded && !isClosing)
            Fail(Errno.ConnectionReset);
        else
            inner.Shutdown(SocketShutdown.Send);
    }

    /// <summary>To the end; it waits without a block.</summary>
    private static async Task MoveAsync(Func<Memory<byte>, ValueTask<int>> read, Func<ReadOnlyMemory<byte>, ValueTask> write)
    {
        for (bool hasMore = true; hasMore;)
        {
            _ = await read(Memory<byte>.Empty).ConfigureAwait(false);
            byte[] block = ArrayPool<byte>.Shared.Rent(BlockSize);
            try
            {
                int count = await read(block).ConfigureAwait(false);
                hasMore = count > 0;
                if (hasMore)
                    await write(block.AsMemory(0, count)).ConfigureAwait(false);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(block);
            }
        }
    }

    private async ValueTask SendInnerAsync(ReadOnlyMemory<byte> block)
    {
        while (!block.IsEmpty)
            block = block[await inner.SendAsync(block).ConfigureAwait(false)..];
    }

    /// <summary>Both sides see a reset, and both directions end.</summary>
    private void Fail(Errno error)
    {
        if (Interlocked.CompareExchange(ref failure, (int)error, (int)Errno.None) != (int)Errno.None)
            return;
        // The proxy's side first: the end of the other would be passed on as an orderly one.
        below?.Reset();
        Quietly(() => outer.Close(timeout: 0));
        Quietly(() => inner.Shutdown(SocketShutdown.Both));
    }

    private async Task LimitAsync()
    {
        try
        {
            await running.WaitAsync(ClosePatience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Fail(Errno.TimedOut);
        }
    }

    /// <summary>While it is open.</summary>
    private bool OnConnection(Func<int, bool> call)
    {
        bool held = false;
        try
        {
            outer.SafeHandle.DangerousAddRef(ref held);
            return call((int)outer.SafeHandle.DangerousGetHandle());
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            if (held)
                outer.SafeHandle.DangerousRelease();
        }
    }

    private static void Quietly(Action end)
    {
        try
        {
            end();
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // It is over already.
        }
    }

    private static Errno ErrorOf(Exception ended) =>
        (ended as SocketException ?? ended.InnerException as SocketException)?.SocketErrorCode == SocketError.TimedOut ? Errno.TimedOut : Errno.ConnectionReset;

    /// <summary>What a peer, or the end of the connection, brings about.</summary>
    private static bool IsPeers(Exception failure) =>
        failure is IOException or SocketException or AuthenticationException or ObjectDisposedException or OperationCanceledException;
}
