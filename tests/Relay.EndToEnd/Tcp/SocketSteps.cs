using System.Diagnostics;
using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Xunit;

namespace Relay.EndToEnd.Tcp;

/// <summary>What a test does with one of its sockets. Each step fails after a deadline that no working relay comes near.</summary>
internal static class SocketSteps
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static Task<T> WithinDeadline<T>(this Task<T> task) => task.WaitAsync(Deadline, TestContext.Current.CancellationToken);

    public static Task WithinDeadline(this Task task) => task.WaitAsync(Deadline, TestContext.Current.CancellationToken);

    public static Task<Socket> AcceptOneAsync(this Socket listening) => listening.AcceptAsync().WithinDeadline();

    public static async Task WriteAsync(this Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes).AsTask().WithinDeadline()..];
    }

    /// <summary>Exactly so many bytes.</summary>
    public static async Task<byte[]> ReadAsync(this Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int have = 0; have < count;)
        {
            int read = await socket.ReceiveAsync(bytes.AsMemory(have)).AsTask().WithinDeadline();
            Assert.True(read > 0, $"the end came after {have} of {count} bytes");
            have += read;
        }
        return bytes;
    }

    /// <summary>Writes a part of a stream.</summary>
    public static async Task WriteAsync(this Socket socket, KeyedBytes stream, long from, long until, int chunk = 64 << 10)
    {
        byte[] buffer = new byte[chunk];
        for (long at = from; at < until;)
        {
            int count = (int)long.Min(chunk, until - at);
            stream.Fill(at, buffer.AsSpan(0, count));
            await socket.WriteAsync(buffer.AsMemory(0, count));
            at += count;
        }
    }

    /// <summary>Reads a part of a stream, and compares every byte.</summary>
    public static async Task ReadAsync(this Socket socket, KeyedBytes stream, long from, long until)
    {
        byte[] buffer = new byte[256 << 10];
        for (long at = from; at < until;)
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(0, (int)long.Min(buffer.Length, until - at))).AsTask().WithinDeadline();
            Assert.True(read > 0, $"the end came after {at} of {until} bytes");
            Assert.Equal(-1, stream.FirstWrong(at, buffer.AsSpan(0, read)));
            at += read;
        }
    }

    /// <summary>The next thing that comes is the other's FIN.</summary>
    public static async Task AssertEndAsync(this Socket socket) => Assert.Equal(0, await socket.ReceiveAsync(new byte[1]).WithinDeadline());

    /// <summary>What still comes is followed by RST, and not by FIN.</summary>
    public static async Task AssertResetAsync(this Socket socket)
    {
        byte[] buffer = new byte[64 << 10];
        SocketException reset = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (await socket.ReceiveAsync(buffer).WithinDeadline() > 0)
            {
            }
        });
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    /// <summary>Writes until nothing has gone on for a moment: all buffers on the way are full.</summary>
    /// <returns>How many bytes fit.</returns>
    public static async Task<long> FillAsync(this Socket socket, KeyedBytes stream = default)
    {
        TimeSpan moment = TimeSpan.FromSeconds(1);
        byte[] buffer = new byte[64 << 10];
        socket.Blocking = false;
        long sent = 0;
        for (long since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < moment;)
        {
            stream.Fill(sent, buffer);
            int count = socket.Send(buffer, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
                continue;
            }
            Assert.Equal(SocketError.Success, error);
            sent += count;
            since = Stopwatch.GetTimestamp();
        }
        return sent;
    }

    /// <summary>Closes with RST.</summary>
    public static void Reset(this Socket socket) => socket.Close(0);

    public static void End(this Socket socket) => socket.Shutdown(SocketShutdown.Send);
}
