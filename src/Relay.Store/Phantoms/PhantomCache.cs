using Relay.Store.Model;

namespace Relay.Store.Phantoms;

/// <summary>
/// What was read of the table <c>phantom</c>, both ways. A row never changes, so what is cached stays true until the row is <see cref="Remove">gone</see>; after a
/// database was away, all is <see cref="Forget">forgotten</see>, because it may have come back as another copy. Thread-safe.
/// </summary>
internal sealed class PhantomCache(int size, TimeProvider time)
{
    private const int UnknownSize = 65_536;

    /// <summary>A query that read a row before it was gone has answered by then.</summary>
    private static readonly TimeSpan GoneFor = TimeSpan.FromMinutes(1);

    private volatile Maps maps = new(size, UnknownSize, time);

    /// <summary>Where a query that begins now puts what it finds: nowhere, if all is forgotten meanwhile.</summary>
    public Maps Present => maps;

    public void Forget() => maps = new(size, UnknownSize, time);

    public void Remove(IEnumerable<long> ids)
    {
        Maps now = maps;
        foreach (long id in ids)
            now.Remove(id);
    }

    internal sealed class Maps(int size, int unknownSize, TimeProvider time)
    {
        private readonly BoundedCache<DomainName, Phantom> byDomain = new(size);
        private readonly BoundedCache<long, (uint Tag, DomainName Domain)> byId = new(size);
        private readonly BoundedCache<long, long> gone = new(unknownSize);

        /// <summary>How many names are known.</summary>
        public int Count => byDomain.Count;

        public UnknownIds Unknown { get; } = new(unknownSize, time);

        public bool TryGet(DomainName domain, out Phantom phantom) => byDomain.TryGet(domain, out phantom);

        public bool TryGet(long id, out uint tag, out DomainName domain)
        {
            bool known = byId.TryGet(id, out (uint Tag, DomainName Domain) row);
            (tag, domain) = row;
            return known;
        }

        /// <summary>Null for a row that leads nowhere: an administrator wrote it, and it is no canonical name. A retired one is not kept, because nobody tells when it is gone.</summary>
        public DomainName? Add(PhantomRow row)
        {
            if (!DomainName.TryParse(row.Domain, out DomainName domain) || domain.Value != row.Domain)
                return null;
            if (row.Retired != 0)
                return domain;
            if (byId.TryGet(row.Id, out (uint Tag, DomainName Domain) old) && old.Domain != domain)
                byDomain.Remove(old.Domain);
            byDomain.Set(domain, new Phantom(row.Id, (uint)row.Tag));
            byId.Set(row.Id, ((uint)row.Tag, domain));
            // Looked at last: whoever removes notes first.
            if (gone.TryGet(row.Id, out long since) && time.GetElapsedTime(since) < GoneFor)
                Drop(row.Id);
            return domain;
        }

        public void Remove(long id)
        {
            gone.Set(id, time.GetTimestamp());
            Drop(id);
        }

        private void Drop(long id)
        {
            if (!byId.TryGet(id, out (uint Tag, DomainName Domain) row))
                return;
            byId.Remove(id);
            // The name may have a newer phantom by now.
            if (byDomain.TryGet(row.Domain, out Phantom phantom) && phantom.Id == id)
                byDomain.Remove(row.Domain);
        }
    }
}
