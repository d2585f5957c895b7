using Relay.Worker.Loops;

namespace Relay.Worker.Dialing;

/// <summary>One way that is tried, so that it can be called off when another has won, or nobody waits for it any more.</summary>
internal sealed class DialAttempt
{
    private LoopSocket? socket;
    private List<DialAttempt>? parts;

    public bool IsCalledOff { get; private set; }

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
}
