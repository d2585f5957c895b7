using Relay.Worker.Linux;

namespace Relay.Worker.Relaying;

/// <summary>How long the data path waits for a flow that says nothing.</summary>
internal sealed record RelayTimeouts
{
    /// <summary>Without a byte either way. Default 2 h 4 min, the least that RFC 5382 (REQ-5) lets a NAT forget a connection after.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(124);

    /// <summary>The same, once one side has ended its half. Default 30 min.</summary>
    public TimeSpan HalfClosed { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How dead peers are noticed, on both sides. Default: asked after 60 s of silence.</summary>
    public KeepAlive KeepAlive { get; init; } = new(60);
}
