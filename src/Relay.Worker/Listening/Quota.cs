namespace Relay.Worker.Listening;

/// <summary>Counts what is taken of something that there is only so much of. Thread-safe.</summary>
internal sealed class Quota(int limit)
{
    private int taken;

    public int Limit => limit;

    public int Taken => Volatile.Read(ref taken);

    /// <summary>False when all is taken.</summary>
    public bool TryTake()
    {
        // Not counted up and back again: a place that is given back meanwhile must not be missed.
        for (int before = Taken; before < limit;)
        {
            int seen = Interlocked.CompareExchange(ref taken, before + 1, before);
            if (seen == before)
                return true;
            before = seen;
        }
        return false;
    }

    public void GiveBack() => Interlocked.Decrement(ref taken);
}
