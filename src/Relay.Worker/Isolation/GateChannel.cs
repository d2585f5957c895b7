using System.Text;
using Microsoft.Win32.SafeHandles;
using Relay.Worker.Linux;

namespace Relay.Worker.Isolation;

/// <summary>The socket between worker and gate. Each side's end is the other's sign to go: both see it, however the process ended.</summary>
internal sealed class GateChannel(SafeFileHandle socket) : IDisposable
{
    private readonly byte[] buffer = new byte[FdPassing.MaxMessage];

    /// <summary>A message to a side that has gone is lost without harm: its end is noticed by who receives.</summary>
    public void Send(GateMessage kind, ReadOnlySpan<byte> body = default, params ReadOnlySpan<int> descriptors)
    {
        byte[] message = [(byte)kind, .. body];
        _ = FdPassing.TrySend(socket, message, descriptors);
    }

    public void SendFailure(GateException failure) =>
        Send(GateMessage.Failed, [(byte)failure.ExitStatus, .. Encoding.UTF8.GetBytes(failure.Message)]);

    /// <summary>Waits for a message; only one thread may. The body is valid until the next call.</summary>
    public GateMessage Receive(out ReadOnlySpan<byte> body, out ReceivedDescriptors descriptors)
    {
        int length = FdPassing.Receive(socket, buffer, out descriptors);
        body = length == 0 ? default : buffer.AsSpan(1..length);
        return length == 0 ? GateMessage.End : (GateMessage)buffer[0];
    }

    public static GateException ReadFailure(ReadOnlySpan<byte> body) =>
        body.IsEmpty ? new GateException("the gate failed and did not say why") : new GateException(Encoding.UTF8.GetString(body[1..]), body[0]);

    /// <summary>Tells both sides that it is over.</summary>
    public void End() => FdPassing.End(socket);

    public void Dispose() => socket.Dispose();
}
