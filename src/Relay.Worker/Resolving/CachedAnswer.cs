namespace Relay.Worker.Resolving;

/// <summary>An answer in the cache. Times are milliseconds of the loop's clock.</summary>
internal sealed class CachedAnswer(LookUp answer, long now, TimeSpan life, int failures)
{
    /// <summary>A name is hot that was wanted so often while its answer lived.</summary>
    private const int HotUses = 3;

    /// <summary>Shorter lives are the server's wish to be asked often.</summary>
    private static readonly TimeSpan LeastToPrefetch = TimeSpan.FromSeconds(10);

    private int uses;

    public Task<LookUp> Told { get; } = Task.FromResult(answer);

    public LookUp Answer => answer;

    /// <summary>How many failures in a row it is; 0 for an answer.</summary>
    public int Failures => failures;

    public long Expiry { get; } = now + (long)life.TotalMilliseconds;

    /// <summary>An answer whose time is over: when somebody is to be asked again after a failure to (RFC 8767 section 5).</summary>
    public long RetryAt { get; set; }

    /// <summary>Notes that it is wanted. True in the last tenth of its time, if it is hot.</summary>
    public bool Use(long at) => ++uses > HotUses && life >= LeastToPrefetch && Expiry - at <= life.TotalMilliseconds / 10;
}
