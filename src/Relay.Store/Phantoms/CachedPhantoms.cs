using Relay.Store.Model;

namespace Relay.Store.Phantoms;

/// <summary>The table <c>phantom</c> behind caches of both directions. A row never changes, so what is cached stays true; only a restored database may give an id again.</summary>
internal sealed class CachedPhantoms : IPhantoms
{
    private const int LargestBatch = 512;
    private const int WaitingLimit = 65_536;
    private const int UnknownSize = 65_536;

    private static readonly TimeSpan DoubtPause = TimeSpan.FromSeconds(1);

    private readonly TimeProvider time;
    private readonly IPhantomTable table;
    private readonly BoundedCache<DomainName, Phantom> byDomain;
    private readonly BoundedCache<long, (uint Tag, DomainName Domain)> byId;
    private readonly UnknownIds unknown;
    private readonly BoundedCache<long, long> doubted = new(UnknownSize);
    private readonly Batcher<DomainName, PhantomRow> assigning;
    private readonly Batcher<long, PhantomRow> finding;

    public CachedPhantoms(IPhantomTable table, int size, TimeProvider time)
    {
        (this.table, this.time) = (table, time);
        byDomain = new(size);
        byId = new(size);
        unknown = new(UnknownSize, time);
        assigning = new(AskDomainsAsync, LargestBatch, WaitingLimit);
        finding = new(AskIdsAsync, LargestBatch, WaitingLimit);
    }

    /// <summary>How many names are known without asking the table.</summary>
    public int Count => byDomain.Count;

    public bool TryGet(DomainName domain, out Phantom phantom) => byDomain.TryGet(domain, out phantom);

    public bool TryGet(Phantom phantom, out DomainName domain)
    {
        bool known = byId.TryGet(phantom.Id, out (uint Tag, DomainName Domain) row) && row.Tag == phantom.Tag;
        domain = known ? row.Domain : default;
        return known;
    }

    public ValueTask<Phantom> AssignAsync(DomainName domain, CancellationToken cancellation = default) =>
        TryGet(domain, out Phantom phantom) ? new(phantom) : new(AssignSlowlyAsync(domain, cancellation));

    public ValueTask<DomainName?> FindAsync(Phantom phantom, CancellationToken cancellation = default)
    {
        if (byId.TryGet(phantom.Id, out (uint Tag, DomainName Domain) row))
        {
            if (row.Tag == phantom.Tag)
                return new(row.Domain);
            return IsDoubted(phantom.Id) ? new((DomainName?)null) : new(FindSlowlyAsync(phantom, cancellation));
        }
        return phantom.Id is < 1 or > Phantom.MaxId || unknown.Contains(phantom.Id) ? new((DomainName?)null) : new(FindSlowlyAsync(phantom, cancellation));
    }

    /// <summary>Makes the first, slow query. It never fails: who really asks is told what is wrong.</summary>
    public async Task WarmUpAsync() => await ((Task)table.FindAsync([0])).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    // A wrong tag is a guess, or the row of a restored database: the table knows. Once a second for each id, because guesses are cheap.
    private bool IsDoubted(long id)
    {
        if (doubted.TryGet(id, out long asked) && time.GetElapsedTime(asked) < DoubtPause)
            return true;
        doubted.Set(id, time.GetTimestamp());
        return false;
    }

    private async Task<Phantom> AssignSlowlyAsync(DomainName domain, CancellationToken cancellation)
    {
        PhantomRow? row = await assigning.AskAsync(domain).WaitAsync(cancellation).ConfigureAwait(false);
        return row is null
            ? throw new StoreUnavailableException($"the store gave no phantom for {domain}: its row was deleted at once")
            : new Phantom(row.Id, (uint)row.Tag);
    }

    private async Task<DomainName?> FindSlowlyAsync(Phantom phantom, CancellationToken cancellation)
    {
        PhantomRow? row = await finding.AskAsync(phantom.Id).WaitAsync(cancellation).ConfigureAwait(false);
        return row is not null && row.Tag == phantom.Tag && DomainName.TryParse(row.Domain, out DomainName domain) ? domain : null;
    }

    private async Task<IReadOnlyDictionary<DomainName, PhantomRow>> AskDomainsAsync(IReadOnlyCollection<DomainName> domains)
    {
        Dictionary<DomainName, PhantomRow> found = [];
        foreach (PhantomRow row in await table.AssignAsync(domains).ConfigureAwait(false))
        {
            if (Remember(row) is { } domain)
                found[domain] = row;
        }
        return found;
    }

    private async Task<IReadOnlyDictionary<long, PhantomRow>> AskIdsAsync(IReadOnlyCollection<long> ids)
    {
        FoundPhantoms found = await table.FindAsync(ids).ConfigureAwait(false);
        foreach (PhantomRow row in found.Rows)
            _ = Remember(row);
        Dictionary<long, PhantomRow> rows = found.Rows.ToDictionary(row => row.Id);
        unknown.Add(ids.Where(id => !rows.ContainsKey(id)), found.HighestId);
        return rows;
    }

    // A row that an administrator wrote and that is no canonical name leads nowhere.
    private DomainName? Remember(PhantomRow row)
    {
        if (!DomainName.TryParse(row.Domain, out DomainName domain) || domain.Value != row.Domain)
            return null;
        if (byId.TryGet(row.Id, out (uint Tag, DomainName Domain) old) && old.Domain != domain)
            byDomain.Remove(old.Domain);
        byDomain.Set(domain, new Phantom(row.Id, (uint)row.Tag));
        byId.Set(row.Id, ((uint)row.Tag, domain));
        return domain;
    }
}
