using Relay.Store.Model;
using Relay.Worker.Loops;

namespace Relay.Worker.Dialing;

/// <summary>
/// One way that is tried, so that it can be called off when another has won, or nobody waits for it any more; and what became of it, for the audit.
/// </summary>
internal sealed class DialAttempt
{
    private LoopSocket? socket;
    private List<DialAttempt>? parts;
    private NetAddress? address;
    private string? upstream;
    private long endedAt;
    private Outcome? outcome;

    public bool IsCalledOff { get; private set; }

    /// <summary>In UTC ticks; 0 where nothing was dialed, or where only its parts were.</summary>
    public long BeganAt { get; private set; }

    /// <summary>Makes a socket part of the attempt; false where it was called off meanwhile, and the socket is reset.</summary>
    public bool Add(LoopSocket made)
    {
        socket = made;
        if (IsCalledOff)
            made.Reset();
        return !IsCalledOff;
    }

    /// <summary>Makes an attempt part of this one: called off with it.</summary>
    public void Add(DialAttempt part)
    {
        (parts ??= []).Add(part);
        if (IsCalledOff)
            part.CallOff();
    }

    /// <summary>With RST: a target that has just answered must not take it for an end in order.</summary>
    public void CallOff()
    {
        IsCalledOff = true;
        socket?.Reset();
        parts?.ForEach(part => part.CallOff());
    }

    /// <summary>Notes that a target is being dialed.</summary>
    /// <param name="target">Null where a proxy is given the name.</param>
    /// <param name="way">The upstream.</param>
    /// <param name="now">In UTC ticks.</param>
    public void Begin(NetAddress? target, string way, long now) => (address, upstream, BeganAt) = (target, way, now);

    /// <summary>Notes what became of it. Called off, it has failed by that.</summary>
    public void End(DialResult result, long now)
    {
        if (!IsCalledOff)
            (outcome, endedAt) = (result.Connected ? Outcome.Ok : result.Outcome, now);
    }

    /// <summary>What was dialed, in the order of the beginnings; what is still under way counts as called off.</summary>
    public IReadOnlyList<FlowAttempt> Told(long now) =>
        BeganAt != 0 ? [Tell(now)]
        : parts is null ? []
        : [.. parts.SelectMany(part => part.Told(now)).OrderBy(told => told.StartedAt)];

    /// <summary>True where one target was dialed, and connected.</summary>
    public bool ConnectedAtOnce => BeganAt != 0 && outcome == Outcome.Ok;

    private FlowAttempt Tell(long now) => new(address, upstream!, BeganAt, outcome is null ? now : endedAt, outcome);
}
