using System.Net.Sockets;

namespace Relay.Worker.Dialing;

/// <summary>A connection under TLS, which remembers that its peer has sent a FIN: of TLS alone one cannot tell whether it has said its own end before.</summary>
internal sealed class CarriedStream(Socket socket) : NetworkStream(socket)
{
    public bool HasEnded { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        HasEnded |= count == 0 && buffer.Length > 0;
        return count;
    }
}
