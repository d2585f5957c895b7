using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Loops;

namespace Relay.Worker.Resolving;

/// <summary>
/// Finds the addresses of names on the internet side: <c>host</c> rows, then the cache, then DNS servers, A and AAAA at once; and records of other types. One per
/// loop, used there only. All who ask for the same at the same time share one look-up.
/// </summary>
internal sealed class Resolver(EventLoop loop, IResolverSettings settings, ResolverOptions options) : IResolver
{
    private readonly KnownNames known = new(options.Hosts);
    private readonly ExpiringCache<DomainName, Resolution> cache = new(options.CacheSize);
    private readonly ExpiringCache<(DomainName Name, ushort Type), FoundRecords> records = new(options.CacheSize);
    private readonly Dictionary<DomainName, Task<Resolution>> underWay = [];
    private readonly Dictionary<(DomainName Name, ushort Type), Task<FoundRecords>> recordsUnderWay = [];

    /// <summary>The server that answered last: after a failure it is asked first, and the dead one is not waited for by every flow.</summary>
    private NameServer preferred;

    public ValueTask<Resolution> ResolveAsync(DomainName name, Snapshot snapshot)
    {
        loop.AssertHere();
        if (known.Find(name, snapshot) is { } neverAsked)
            return new(neverAsked);
        if (cache.TryGet(name, loop.Now, out Resolution? cached))
            return new(cached);
        if (underWay.TryGetValue(name, out Task<Resolution>? shared))
            return new(shared);
        if (IsBusy)
            return new(Resolution.None(Outcome.ResolverFailed, Busy));
        Task<Resolution> started = LookUpAsync(name);
        if (!started.IsCompleted)
            underWay.Add(name, started);
        return new(started);
    }

    /// <summary>The records of a type that is not of addresses, and not of aliases, which are followed.</summary>
    public ValueTask<FoundRecords> FindAsync(DomainName name, ushort type)
    {
        loop.AssertHere();
        if (records.TryGet((name, type), loop.Now, out FoundRecords? known))
            return new(known);
        if (recordsUnderWay.TryGetValue((name, type), out Task<FoundRecords>? shared))
            return new(shared);
        if (IsBusy)
            return new(new FoundRecords(Outcome.ResolverFailed, [], 0, Busy));
        Task<FoundRecords> started = LookUpAsync(name, type);
        if (!started.IsCompleted)
            recordsUnderWay.Add((name, type), started);
        return new(started);
    }

    /// <summary>Whether <see cref="ResolveAsync"/> would ask nobody.</summary>
    public bool Knows(DomainName name, Snapshot snapshot) =>
        known.Find(name, snapshot) is not null || cache.TryGet(name, loop.Now, out _);

    /// <summary>Whether <see cref="FindAsync"/> would ask nobody.</summary>
    public bool Knows(DomainName name, ushort type) => records.TryGet((name, type), loop.Now, out _);

    private bool IsBusy => underWay.Count + recordsUnderWay.Count >= options.MaxUnderWay;

    private string Busy => $"{options.MaxUnderWay} names are being looked up already";

    private async Task<FoundRecords> LookUpAsync(DomainName name, ushort type)
    {
        try
        {
            LookUp lookUp = await AskServersAsync(name, type);
            TimeSpan life = LookUpMerge.LifeOf(lookUp);
            FoundRecords found = new(lookUp.Outcome, lookUp.IsAnswered ? lookUp.Response.Data : [], loop.Now + (long)life.TotalMilliseconds, lookUp.Reason);
            records.Put((name, type), found, loop.Now, life);
            return found;
        }
        finally
        {
            recordsUnderWay.Remove((name, type));
        }
    }

    private async Task<Resolution> LookUpAsync(DomainName name)
    {
        try
        {
            // RFC 8305 section 3: AAAA first.
            Task<LookUp> six = AskServersAsync(name, DnsType.Aaaa), four = AskServersAsync(name, DnsType.A);
            (Resolution resolution, TimeSpan life) = LookUpMerge.Merge(await six, await four);
            cache.Put(name, resolution, loop.Now, life);
            return resolution;
        }
        finally
        {
            underWay.Remove(name);
        }
    }

    private async Task<LookUp> AskServersAsync(DomainName name, ushort type)
    {
        ResolvConf conf = settings.Current(loop.Now);
        NameServer[] servers = [.. conf.Servers.Where(server => !options.IsOwnListener(server)).OrderByDescending(server => server == preferred)];
        long until = loop.Now + (long)options.Limit.TotalMilliseconds;
        LookUp last = LookUp.Failed("there is no name server to ask (those configured are our own listeners)");
        for (int attempt = 0; attempt < conf.Attempts; attempt++)
        {
            foreach (NameServer server in servers)
            {
                TimeSpan left = TimeSpan.FromMilliseconds(until - loop.Now);
                if (left <= TimeSpan.Zero)
                    return last;
                last = await new DnsExchange(loop, server, name, type, left < conf.Timeout ? left : conf.Timeout).AskAsync();
                if (last.IsAnswered)
                {
                    preferred = server;
                    return last;
                }
            }
        }
        return last;
    }
}
