using Relay.Store.Telemetry;
using Relay.Worker.Linux;

namespace Relay.Worker.Listening;

/// <summary>Whether there is room for what one acceptor would accept. Acceptors share <paramref name="pauses"/>, so that a lack is told once, by whomever it is met.</summary>
/// <param name="obstacle">Why nothing may be accepted now; null where something may.</param>
/// <param name="pauses">Told of every pause.</param>
internal sealed class AcceptGate(Func<string?> obstacle, Episode pauses)
{
    private bool exhausted;

    /// <summary>False where the acceptor is to pause.</summary>
    public bool IsOpen()
    {
        exhausted = exhausted && DescriptorCeiling.IsReached;
        if ((exhausted ? Errno.TooManyFiles.ToText() : obstacle()) is not { } why)
            return true;
        pauses.Note(why);
        return false;
    }

    /// <summary>A descriptor above the ceiling is still served, and is the last: its client has been accepted.</summary>
    public void Accepted(int fd) => exhausted = DescriptorCeiling.IsPassedBy(fd);

    /// <summary>accept(2) failed for want of descriptors or memory.</summary>
    public void Exhausted(Errno error) => pauses.Note(error.ToText());
}
