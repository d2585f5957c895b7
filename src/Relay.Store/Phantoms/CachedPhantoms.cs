using Microsoft.Extensions.Logging;
using Relay.Store.Model;

namespace Relay.Store.Phantoms;

/// <summary>The table <c>phantom</c> behind a cache of both directions, with limits on what clients can make it do.</summary>
internal sealed class CachedPhantoms : IPhantoms, IDisposable
{
    /// <summary>Look-ups a second that may find nothing, of one client and of all.</summary>
    public const int UnknownPerClient = 20, UnknownOfAll = 1000;

    private const int LargestBatch = 512;
    private const int WaitingLimit = 65_536;
    private const int DoubtedSize = 65_536;

    /// <summary>Look-ups of one client that wait at once for the names it may not have new: a quarter of all.</summary>
    public const int WaitingPerClient = WaitingLimit / 4;

    private static readonly TimeSpan DoubtPause = TimeSpan.FromSeconds(1);

    private readonly TimeProvider time;
    private readonly IPhantomTable table;
    private readonly PhantomUses uses;
    private readonly PhantomRefusals refusals;
    private readonly PhantomGiver giver;
    private readonly ClientRates unknownRates;
    private readonly BoundedCache<long, long> doubted = new(DoubtedSize);
    private readonly Batcher<AskedName, AssignedPhantom> assigning;
    private readonly Batcher<DomainName, AssignedPhantom> knowing;
    private readonly ClientShares knowers = new(WaitingPerClient);
    private readonly Batcher<long, PhantomRow> finding;
    private long lookUps;

    public CachedPhantoms(IPhantomTable table, int size, PhantomOptions options, IdMark mark, PhantomUses uses, ILogger logger, TimeProvider time)
    {
        (this.table, this.uses, this.time) = (table, uses, time);
        Cache = new(size, time);
        Newest = new(table, Cache, Math.Min(options.KnownAtStart, size / 4));
        refusals = new(options, logger, time);
        giver = new(table, options, Cache, mark, refusals, time);
        unknownRates = new(UnknownPerClient, UnknownOfAll, PhantomOptions.BurstSeconds, static _ => false, time);
        assigning = new(giver.GiveAsync, LargestBatch, WaitingLimit, time, options.TellTogether, options.Gathering, sharesRunning: true);
        knowing = new(giver.FindAsync, LargestBatch, WaitingLimit, time, options.TellTogether);
        finding = new(AskIdsAsync, LargestBatch, WaitingLimit, time, options.TellTogether);
    }

    public PhantomCache Cache { get; }

    /// <summary>Fills the cache.</summary>
    public NewestNames Newest { get; }

    /// <summary>How many names are known without asking the table.</summary>
    public int Count => Cache.Present.Count;

    /// <summary>How many addresses the table was asked for.</summary>
    public long LookUps => Volatile.Read(ref lookUps);

    public bool TryGet(DomainName domain, out Phantom phantom) => Cache.Present.TryGet(domain, out phantom);

    public bool TryGet(Phantom phantom, out DomainName domain)
    {
        bool known = Cache.Present.TryGet(phantom.Id, out uint tag, out domain) && tag == phantom.Tag;
        if (!known)
            domain = default;
        return known;
    }

    public ValueTask<AssignedPhantom> AssignAsync(DomainName domain, NetAddress client, CancellationToken cancellation = default)
    {
        if (TryGet(domain, out Phantom phantom))
            return new(new AssignedPhantom(phantom));
        if (assigning.Join(new AskedName(domain, client)) is { } shared)
            return new(AssignSlowlyAsync(domain, shared, cancellation));
        // Whether it is new only the table knows. It counts as new until the table has answered; who may have no new one is looked up first, beside the others.
        PhantomLimit limit = giver.Take(client);
        if (limit == PhantomLimit.None)
            return new(AssignSlowlyAsync(domain, assigning.AskAsync(new AskedName(domain, client)), cancellation));
        if (knowers.TryEnter(client))
            return new(KnowSlowlyAsync(domain, client, cancellation));
        refusals.Note(limit, client);
        return new(new AssignedPhantom(default, limit));
    }

    public ValueTask<FoundName> FindAsync(Phantom phantom, NetAddress client, CancellationToken cancellation = default)
    {
        PhantomCache.Maps known = Cache.Present;
        if (known.TryGet(phantom.Id, out uint tag, out DomainName domain))
        {
            if (tag == phantom.Tag)
                return new(new FoundName(domain));
            if (IsDoubted(phantom.Id))
                return new(default(FoundName));
        }
        else if (phantom.Id is < 1 or > Phantom.MaxId || known.Unknown.Contains(phantom.Id))
        {
            return new(default(FoundName));
        }
        RateExcess excess = unknownRates.Take(client);
        if (excess == RateExcess.None)
            return new(FindSlowlyAsync(phantom, client, cancellation));
        PhantomLimit limit = excess == RateExcess.OfClient ? PhantomLimit.UnknownOfClient : PhantomLimit.Unknown;
        refusals.Note(limit, client);
        return new(new FoundName(null, limit));
    }

    public void NoteUse(Phantom phantom) => uses.Note(phantom.Id);

    public string Describe(PhantomLimit limit) => refusals.Describe(limit);

    public long CountOf(PhantomLimit limit) => refusals.CountOf(limit);

    public void Dispose() => refusals.Dispose();

    // A wrong tag is a guess, or the row of a restored database: the table knows. Once a second for each id, because guesses are cheap.
    private bool IsDoubted(long id)
    {
        if (doubted.TryGet(id, out long asked) && time.GetElapsedTime(asked) < DoubtPause)
            return true;
        doubted.Set(id, time.GetTimestamp());
        return false;
    }

    private static async Task<AssignedPhantom> AssignSlowlyAsync(DomainName domain, Task<AssignedPhantom> asking, CancellationToken cancellation)
    {
        AssignedPhantom assigned = await asking.WaitAsync(cancellation).ConfigureAwait(false);
        return assigned == default ? throw new StoreUnavailableException($"the store gave no phantom for {domain}: its row was deleted at once") : assigned;
    }

    private async Task<AssignedPhantom> KnowSlowlyAsync(DomainName domain, NetAddress client, CancellationToken cancellation)
    {
        try
        {
            AssignedPhantom known = await knowing.AskAsync(domain).WaitAsync(cancellation).ConfigureAwait(false);
            if (known != default)
                return known;
        }
        finally
        {
            knowers.Leave(client);
        }
        // It is new; names of the client that were not are given back by now.
        PhantomLimit limit = giver.Take(client);
        if (limit == PhantomLimit.None)
            return await AssignSlowlyAsync(domain, assigning.AskAsync(new AskedName(domain, client)), cancellation).ConfigureAwait(false);
        refusals.Note(limit, client);
        return new AssignedPhantom(default, limit);
    }

    private async Task<FoundName> FindSlowlyAsync(Phantom phantom, NetAddress client, CancellationToken cancellation)
    {
        PhantomRow? row = await finding.AskAsync(phantom.Id).WaitAsync(cancellation).ConfigureAwait(false);
        if (row is null || row.Tag != phantom.Tag || !DomainName.TryParse(row.Domain, out DomainName domain))
            return default;
        unknownRates.GiveBack(client);
        return new FoundName(domain);
    }

    private async Task<BatchAnswers<long, PhantomRow>> AskIdsAsync(IReadOnlyCollection<long> ids)
    {
        _ = Interlocked.Add(ref lookUps, ids.Count);
        PhantomCache.Maps present = Cache.Present;
        FoundPhantoms found = await table.FindAsync(ids).ConfigureAwait(false);
        return () =>
        {
            foreach (PhantomRow row in found.Rows)
                _ = present.Add(row);
            Dictionary<long, PhantomRow> rows = found.Rows.ToDictionary(row => row.Id);
            present.Unknown.Add(ids.Where(id => !rows.ContainsKey(id)), found.HighestId);
            return rows;
        };
    }
}
