using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Relay.Worker.Loops;

namespace Relay.Worker.Naming;

/// <summary>
/// DNS over TLS (RFC 7858). Bytes are read, written and enciphered by the class library on its own threads, so that no handshake holds up a loop; what it brings comes
/// back to the loop. Its first read is the handshake.
/// </summary>
internal sealed class TlsChannel(EventLoop loop, Socket socket, TlsIdentity identity, string listener, ILogger logger) : IDnsChannel
{
    private readonly LoopSignal arrived = new(loop), sent = new(loop);

    /// <summary>Its own: a read may still be under way when the caller has gone.</summary>
    private readonly byte[] buffer = new byte[4096];

    private SslStream? stream;
    private TimeSpan limit = Timeout.InfiniteTimeSpan;
    private TaskCompletionSource? reading;
    private int start, end;
    private bool isSending, isSent, hasEnded, isDisposed;

    public bool HasMore => start < end;

    public bool IsExpired { get; private set; }

    public async ValueTask<int> ReceiveAsync(Memory<byte> destination)
    {
        while (!HasMore && !hasEnded)
        {
            if (reading is null)
                Read();
            if (HasMore || hasEnded || await arrived.Wait(limit) != WaitEnd.TimedOut)
                continue;
            IsExpired = true;
            return 0;
        }
        int count = Math.Min(end - start, destination.Length);
        buffer.AsMemory(start, count).CopyTo(destination);
        start += count;
        return count;
    }

    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        Write(bytes);
        if (isSending && await sent.Wait(limit) == WaitEnd.TimedOut)
            return false;
        sent.Clear();
        return isSent;
    }

    public void SetDeadline(TimeSpan delay) => (limit, IsExpired) = (delay, false);

    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = hasEnded = true;
        arrived.Set();
        Task pending = reading?.Task ?? Task.CompletedTask;
        bool mayTell = stream is not null && !isSending;
        _ = Task.Run(() => EndAsync(mayTell, pending));
    }

    // async void: a failure here is a bug, and the loop reports it as such through its context.
    private async void Read()
    {
        TaskCompletionSource done = reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
        (start, end) = (0, 0);
        try
        {
            stream ??= await Task.Run(OpenAsync);
            end = await stream.ReadAsync(buffer);
        }
        catch (Exception ended) when (IsPeers(ended))
        {
            end = 0;
        }
        reading = null;
        hasEnded |= end == 0;
        done.SetResult();
        arrived.Set();
    }

    // async void: as above.
    private async void Write(ReadOnlyMemory<byte> bytes)
    {
        (isSending, isSent) = (true, false);
        try
        {
            await stream!.WriteAsync(bytes);
            isSent = true;
        }
        catch (Exception ended) when (IsPeers(ended))
        {
            // The connection is over, as the reader will find too.
        }
        isSending = false;
        sent.Set();
    }

    private async Task<SslStream> OpenAsync()
    {
        SslStream opening = new(new NetworkStream(socket));
        try
        {
            await opening.AuthenticateAsServerAsync(identity.Options(logger, listener)).ConfigureAwait(false);
            return opening;
        }
        catch
        {
            await opening.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Says so to the client (RFC 8446 section 6.1), if it listens, before the connection goes.</summary>
    private async Task EndAsync(bool mayTell, Task pending)
    {
        try
        {
            if (mayTell)
                await stream!.ShutdownAsync().WaitAsync(DnsStream.IdleTimeout).ConfigureAwait(false);
            // A socket that is closed while somebody reads is reset, and the client might lose what it was told last.
            socket.Shutdown(SocketShutdown.Both);
            await pending.WaitAsync(DnsStream.IdleTimeout).ConfigureAwait(false);
        }
        catch (Exception ended) when (IsPeers(ended))
        {
            // It did not listen.
        }
        if (stream is not null)
            await stream.DisposeAsync().ConfigureAwait(false);
        socket.Dispose();
    }

    /// <summary>What the peer, or the end of the connection, brings about.</summary>
    private static bool IsPeers(Exception failure) =>
        failure is IOException or SocketException or AuthenticationException or OperationCanceledException or ObjectDisposedException or TimeoutException;
}
