using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Routing;

namespace Relay.Worker.Dialing;

/// <summary>A connection to the target, or why there is none. An object, because it goes up through many stages: each would keep room for the whole of it while it waits.</summary>
internal sealed record DialResult
{
    public LoopSocket? Socket { get; init; }

    /// <summary><see cref="Outcome.Open"/> with a socket, else how the flow ends.</summary>
    public Outcome Outcome { get; init; }

    public Errno Error { get; private init; }

    public string? Detail { get; init; }

    /// <summary>Which of several candidates was dialed; null where there was no choice.</summary>
    public Candidate? Candidate { get; init; }

    /// <summary>The upstream that was used: a group's member rather than the group.</summary>
    public Upstream? Way { get; init; }

    /// <summary>True where not the target failed, but the way to it: another way may do better.</summary>
    public bool IsWayAtFault { get; init; }

    /// <summary>The peer of our socket; null for a Unix socket.</summary>
    public NetAddress? Remote { get; init; }

    public ushort RemotePort { get; init; }

    /// <summary>Bytes of the target that came with a proxy's reply.</summary>
    public ReadOnlyMemory<byte> Early { get; init; }

    /// <summary>The socket does not acknowledge at once: to be undone when the first bytes are sent.</summary>
    public bool HoldsAck { get; init; }

    public bool Connected => Socket is not null;

    public static DialResult Of(LoopSocket socket) => new() { Socket = socket, Outcome = Outcome.Open };

    /// <summary>The same connection, by a socket that it is carried for.</summary>
    public DialResult Over(LoopSocket socket) => this with { Socket = socket };

    public static DialResult Failed(Outcome outcome, string? detail = null) => new() { Outcome = outcome, Detail = detail };

    public static DialResult Failed(Errno error) => new() { Outcome = OutcomeOf(error), Error = error, IsWayAtFault = IsOurs(error) };

    /// <summary>Why there is no connection, for the audit; null where the outcome says it all.</summary>
    public string? Describe() => Detail ?? (Error == Errno.None ? null : Error.ToText());

    /// <summary>No packet left the host: there is no route, no device, no such source.</summary>
    private static bool IsOurs(Errno error) => error is Errno.NetworkUnreachable or Errno.NetworkDown or Errno.AddressNotAvailable;

    /// <summary>What connect(2) failed with, in the words of the audit.</summary>
    private static Outcome OutcomeOf(Errno error) => error switch
    {
        Errno.ConnectionRefused or Errno.ConnectionReset or Errno.BrokenPipe => Outcome.Refused,
        Errno.TimedOut => Outcome.Timeout,
        Errno.NetworkUnreachable or Errno.HostUnreachable or Errno.NetworkDown or Errno.HostDown or Errno.AddressNotAvailable
            or Errno.AccessDenied or Errno.PermissionDenied or Errno.InvalidArgument => Outcome.Unreachable,
        Errno.TooManyFiles or Errno.TooManyFilesInSystem or Errno.NoBuffers or Errno.OutOfMemory => Outcome.Limit,
        _ => Outcome.Error,
    };
}
