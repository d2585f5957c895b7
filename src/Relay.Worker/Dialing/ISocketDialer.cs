using Relay.Store.Model;

namespace Relay.Worker.Dialing;

/// <summary>Connects sockets of the worker's own: <see cref="DirectDialer"/>, or what a test puts in its place.</summary>
internal interface ISocketDialer
{
    /// <summary>To an address, as the upstream wants its sockets, until a deadline of the loop's clock.</summary>
    /// <remarks><paramref name="speaksFirst"/>: bytes will be sent as soon as it is connected.</remarks>
    ValueTask<DialResult> ConnectAsync(Upstream upstream, NetAddress address, ushort port, long deadline, DialAttempt attempt, bool speaksFirst);

    /// <summary>To a Unix socket.</summary>
    ValueTask<DialResult> ConnectUnixAsync(string path, long deadline, DialAttempt attempt);
}
