using Relay.Store.Model;
using Relay.Worker.Listening;

namespace Relay.Worker.Flows;

/// <summary>
/// What came of the flows of one listener on one loop. Plain numbers, written and read on that loop only: counting costs a flow nothing that could be measured,
/// and what is read in one turn fits together.
/// </summary>
internal sealed class FlowTally(Listener listener)
{
    private static readonly int OutcomeCount = Enum.GetValues<Outcome>().Length;

    private readonly long[] ended = new long[OutcomeCount];
    private long accepted, endedUp, endedDown, openUp, openDown;

    public Listener Listener => listener;

    public void Begin() => accepted++;

    public void End(Outcome outcome, long bytesUp, long bytesDown)
    {
        ended[(int)outcome]++;
        endedUp += bytesUp;
        endedDown += bytesDown;
    }

    /// <summary>Forgets what open flows had relayed when they were last asked.</summary>
    public void ClearOpen() => openUp = openDown = 0;

    /// <summary>Adds what an open flow has relayed.</summary>
    public void AddOpen(long bytesUp, long bytesDown)
    {
        openUp += bytesUp;
        openDown += bytesDown;
    }

    public ListenerFigures Read() => new(listener.Name, accepted, [.. ended], endedUp + openUp, endedDown + openDown);
}
