using Relay.Store.Model;
using Relay.Worker.Loops;

namespace Relay.Worker.Dialing;

/// <summary>Connects a socket to an address, as an upstream wants it.</summary>
internal delegate ValueTask<DialResult> Connecting(EventLoop loop, Upstream upstream, NetAddress address, ushort port, long deadline, DialAttempt attempt);
