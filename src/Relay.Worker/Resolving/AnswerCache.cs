using Relay.Store.Model;
using Relay.Worker.Loops;

namespace Relay.Worker.Resolving;

/// <summary>
/// The answers of one source, each until its TTL ends (RFC 2308 for those that say there is nothing). All who want the same at the same time share one question. What is
/// much used is asked for anew before its time is over; where nobody answers then, what was known is told for a day more (RFC 8767). One a loop, source and way; what other
/// loops know is in <see cref="SharedAnswers"/>.
/// </summary>
internal sealed class AnswerCache(EventLoop loop, INameSource source, SharedAnswers.Place asked, ResolverOptions options, ResolverTally tally)
{
    /// <summary>RFC 8767 section 5: a stale answer is no older than one to three days.</summary>
    private static readonly TimeSpan MaxStale = TimeSpan.FromDays(1);

    /// <summary>RFC 8767 section 5, the client response timer: whoever waits for so long is told what was known.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.8);

    /// <summary>RFC 8767 section 5, the failure recheck timer.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(30);

    /// <summary>RFC 9520 section 3.2: failures are to be cached, longer where they go on.</summary>
    private static readonly TimeSpan FirstFailureLife = TimeSpan.FromSeconds(1), LongestFailureLife = TimeSpan.FromSeconds(5);

    private readonly ExpiringCache<(DomainName Name, ushort Type), CachedAnswer> answers = new(options.CacheSize);
    private readonly Dictionary<(DomainName Name, ushort Type), Task<LookUp>> asking = [];

    /// <summary>Questions that are under way.</summary>
    public int Asking => asking.Count;

    public Task<LookUp> FindAsync(DomainName name, ushort type)
    {
        loop.AssertHere();
        (DomainName, ushort) key = (name, type);
        CachedAnswer? known = Known(key);
        if (known is not null && loop.Now < known.Expiry)
        {
            tally.Hits++;
            if (known.Use(loop.Now) && !asking.ContainsKey(key))
            {
                tally.Prefetches++;
                _ = BeginAsync(key, known);
            }
            return known.Told;
        }
        CachedAnswer? stale = known is { Answer.HasData: true } ? known : null;
        if (loop.Now < stale?.RetryAt)
            return Task.FromResult(Stale(stale));
        tally.Misses++;
        Task<LookUp> answer = BeginAsync(key, known);
        return stale is null || answer.IsCompleted ? answer : OrStaleAsync(answer, stale);
    }

    /// <summary>Whether <see cref="FindAsync"/> would ask nobody.</summary>
    public bool Knows(DomainName name, ushort type) => Known((name, type)) is { } known && loop.Now < known.Expiry;

    /// <summary>What this loop knows, or another that has asked since.</summary>
    private CachedAnswer? Known((DomainName Name, ushort Type) key)
    {
        _ = answers.TryGet(key, loop.Now, out CachedAnswer? own);
        if (loop.Now < own?.Expiry || asking.ContainsKey(key) || options.Shared.Find(asked, key.Name, key.Type, loop.Now) is not { } shared || shared.Expiry <= own?.Expiry)
            return own;
        TimeSpan life = TimeSpan.FromMilliseconds(shared.Expiry - loop.Now);
        CachedAnswer known = new(shared, loop.Now, life, failures: 0);
        answers.Put(key, known, loop.Now, KeptFor(shared, life));
        return known;
    }

    private Task<LookUp> BeginAsync((DomainName Name, ushort Type) key, CachedAnswer? known)
    {
        if (asking.TryGetValue(key, out Task<LookUp>? shared))
            return shared;
        if (asking.Count >= options.MaxUnderWay)
            return Task.FromResult(LookUp.Failed($"{options.MaxUnderWay} names are being looked up already"));
        Task<LookUp> started = AskAsync(key, known);
        if (!started.IsCompleted)
            asking.Add(key, started);
        return started;
    }

    private async Task<LookUp> AskAsync((DomainName Name, ushort Type) key, CachedAnswer? known)
    {
        try
        {
            LookUp answer = await source.AskAsync(key.Name, key.Type);
            return Keep(key, answer, known);
        }
        finally
        {
            asking.Remove(key);
        }
    }

    private LookUp Keep((DomainName Name, ushort Type) key, LookUp answer, CachedAnswer? known)
    {
        if (!answer.IsAnswered)
            tally.Failures++;
        if (!answer.IsAnswered && known is { Answer.HasData: true })
        {
            known.RetryAt = loop.Now + (long)RetryPause.TotalMilliseconds;
            return loop.Now < known.Expiry ? known.Answer : Stale(known);
        }
        int failures = answer.IsAnswered ? 0 : (known?.Failures ?? 0) + 1;
        TimeSpan life = answer.IsAnswered ? answer.Life : Min(FirstFailureLife * (1 << Math.Min(failures - 1, 3)), LongestFailureLife);
        LookUp kept = answer with { Expiry = loop.Now + (long)life.TotalMilliseconds };
        answers.Put(key, new CachedAnswer(kept, loop.Now, life, failures), loop.Now, KeptFor(kept, life));
        if (kept.IsAnswered)
            options.Shared.Put(asked, key.Name, key.Type, kept, loop.Now, KeptFor(kept, life));
        return kept;
    }

    /// <summary>What is of no use any more is kept a little, too: it says how many failures there were.</summary>
    private static TimeSpan KeptFor(LookUp answer, TimeSpan life) => life + (answer.HasData ? MaxStale : LongestFailureLife);

    private async Task<LookUp> OrStaleAsync(Task<LookUp> pending, CachedAnswer stale)
    {
        LoopSignal answered = new(loop);
        answered.SetAfter(pending);
        return await answered.Wait(Patience) == WaitEnd.Ready ? await pending : Stale(stale);
    }

    private LookUp Stale(CachedAnswer known)
    {
        tally.Stale++;
        return known.Answer with { IsStale = true };
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
