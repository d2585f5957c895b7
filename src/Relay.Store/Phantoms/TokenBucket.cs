namespace Relay.Store.Phantoms;

/// <summary>A rate with a burst: so many tokens a second, of which not more than the burst are kept. Thread-safe.</summary>
internal sealed class TokenBucket(double perSecond, double burst, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly double burst = burst;
    private double tokens = burst;
    private long filled = time.GetTimestamp();

    public bool TryTake()
    {
        lock (gate)
        {
            if (Fill() < 1)
                return false;
            tokens--;
            return true;
        }
    }

    /// <summary>What it was taken for turned out to cost nothing.</summary>
    public void GiveBack()
    {
        lock (gate)
            tokens = Math.Min(burst, tokens + 1);
    }

    private double Fill()
    {
        long now = time.GetTimestamp();
        tokens = Math.Min(burst, tokens + time.GetElapsedTime(filled, now).TotalSeconds * perSecond);
        filled = now;
        return tokens;
    }
}
