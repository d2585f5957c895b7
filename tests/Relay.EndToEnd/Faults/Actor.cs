using System.Net.Sockets;
using Relay.EndToEnd.Lab;

namespace Relay.EndToEnd.Faults;

/// <summary>Plays one side: writes its stream and reads the other's at the same time, and leaves as its plan says.</summary>
internal sealed class Actor(SidePlan plan, SidePlan other) : IDisposable
{
    private const byte SocksGranted = 0x5a;

    private readonly CancellationTokenSource leaving = new();
    private readonly TaskCompletionSource greeted = new(), endOfOther = new();
    private readonly Random random = new(plan.Seed);
    private bool ended, endWasReset;

    /// <summary>Bytes that the kernel has taken, and bytes that it may have taken: a write that fails does not say how many.</summary>
    public long Sent { get; private set; }

    public long Offered { get; private set; }

    public long Received { get; private set; }

    /// <summary>The offset of the first byte that was not the right one, or -1.</summary>
    public long FirstWrong { get; private set; } = -1;

    public bool SawEnd { get; private set; }

    /// <summary>What its calls failed with, before it left by itself.</summary>
    public List<string> Errors { get; } = [];

    public bool WasRefused => Errors.Contains(nameof(InvalidDataException));

    /// <summary>
    /// The kernel tells of a reset once, to whoever asks first, and under load that may be nobody: then the socket's state tells a read that found an end.
    /// </summary>
    public bool SawReset => endWasReset || Errors.Contains(nameof(SocketError.ConnectionReset));

    /// <param name="socket">Connected; closed at the end.</param>
    /// <param name="isGreeted">A SOCKS reply comes before the other's stream; no fault comes before that.</param>
    public async Task RunAsync(Socket socket, bool isGreeted = false)
    {
        socket.NoDelay = plan.NoDelay;
        if (!isGreeted)
            greeted.SetResult();
        await Task.WhenAll(GuardAsync(() => WriteAsync(socket)), GuardAsync(() => ReadAsync(socket, isGreeted)));
        // Not before both have let go of it: the platform would shut the socket down first to get them out.
        if (leaving.IsCancellationRequested && plan.Fault != Fault.CloseUnread)
            socket.Close(0);
        socket.Dispose();
    }

    public void NoteRefusal(SocketException refusal) => Note(refusal.SocketErrorCode.ToString());

    public void Dispose() => leaving.Dispose();

    private async Task WriteAsync(Socket socket)
    {
        KeyedBytes stream = new(plan.Key);
        byte[] buffer = new byte[plan.WriteChunk];
        int until = plan.AfterSent >= 0 ? plan.AfterSent : plan.Length;
        while (Sent < until)
        {
            int count = (int)long.Min(random.Next(1, plan.WriteChunk + 1), until - Sent);
            stream.Fill(Sent, buffer.AsSpan(0, count));
            Offered = Sent + count;
            for (int done = 0; done < count;)
            {
                int taken = await socket.SendAsync(buffer.AsMemory(done, count - done), leaving.Token);
                (done, Sent) = (done + taken, Sent + taken);
            }
            await PauseAsync();
        }
        if (plan.AfterSent >= 0)
        {
            await greeted.Task;
            Leave();
        }
        if (plan.EndsLast)
            await endOfOther.Task.WaitAsync(leaving.Token);
        if (plan.Fault is Fault.None or Fault.ResetAfterEnd)
            socket.Shutdown(SocketShutdown.Send);
        ended = true;
        LeaveWhenDue();
    }

    private async Task ReadAsync(Socket socket, bool isGreeted)
    {
        try
        {
            if (isGreeted)
                await ReadReplyAsync(socket);
            greeted.TrySetResult();
            await ReadStreamAsync(socket);
        }
        finally
        {
            greeted.TrySetResult();
            endOfOther.TrySetResult();
        }
    }

    private async Task ReadReplyAsync(Socket socket)
    {
        byte[] reply = new byte[8];
        for (int count, have = 0; have < reply.Length; have += count)
        {
            if ((count = await socket.ReceiveAsync(reply.AsMemory(have), leaving.Token)) == 0)
                throw new EndOfStreamException();
        }
        if (reply[1] != SocksGranted)
            throw new InvalidDataException();
    }

    private async Task ReadStreamAsync(Socket socket)
    {
        byte[] buffer = new byte[plan.ReadChunk];
        KeyedBytes stream = new(other.Key);
        for (int count = -1; count != 0; Received += count)
        {
            LeaveWhenDue();
            long most = buffer.Length;
            if (plan.Fault == Fault.CloseUnread && (most = long.Min(most, plan.AfterReceived - Received)) == 0)
            {
                _ = await socket.ReceiveAsync(buffer.AsMemory(0, 1), SocketFlags.Peek, leaving.Token);
                Leave();
            }
            count = await socket.ReceiveAsync(buffer.AsMemory(0, (int)most), leaving.Token);
            SawEnd = count == 0;
            endWasReset = SawEnd && !ended && TcpInfo.Of(socket).State == TcpInfo.Closed;
            if (FirstWrong < 0)
                FirstWrong = stream.FirstWrong(Received, buffer.AsSpan(0, count));
            await PauseAsync();
        }
    }

    private void LeaveWhenDue()
    {
        bool armed = plan.Fault == Fault.Reset || (plan.Fault == Fault.ResetAfterEnd && ended);
        if (armed && plan.AfterReceived >= 0 && Received >= plan.AfterReceived)
            Leave();
    }

    private void Leave()
    {
        leaving.Cancel();
        leaving.Token.ThrowIfCancellationRequested();
    }

    private Task PauseAsync()
    {
        if (plan.PauseOnceIn == 0)
            return Task.CompletedTask;
        lock (random)
            return random.Next(plan.PauseOnceIn) == 0 ? Task.Delay(random.Next(1, 30), leaving.Token) : Task.CompletedTask;
    }

    private async Task GuardAsync(Func<Task> part)
    {
        try
        {
            await part();
        }
        catch (Exception) when (leaving.IsCancellationRequested)
        {
            return; // It has left: nothing that fails from now on is the relay's doing.
        }
        catch (Exception failure) when (failure is SocketException or IOException or InvalidDataException)
        {
            Note(failure is SocketException refused ? refused.SocketErrorCode.ToString() : failure.GetType().Name);
        }
    }

    private void Note(string error)
    {
        lock (Errors)
            Errors.Add(error);
    }
}
