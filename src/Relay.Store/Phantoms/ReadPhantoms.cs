using Relay.Store.Model;

namespace Relay.Store.Phantoms;

/// <summary>The table <c>phantom</c> for who only looks: no cache, no limit, and nothing is assigned.</summary>
internal sealed class ReadPhantoms(IPhantomTable table) : IPhantoms
{
    public bool TryGet(DomainName domain, out Phantom phantom)
    {
        phantom = default;
        return false;
    }

    public bool TryGet(Phantom phantom, out DomainName domain)
    {
        domain = default;
        return false;
    }

    public ValueTask<AssignedPhantom> AssignAsync(DomainName domain, NetAddress client, CancellationToken cancellation = default) =>
        throw new NotSupportedException("a store that is only looked at assigns no phantom");

    public async ValueTask<FoundName> FindAsync(Phantom phantom, NetAddress client, CancellationToken cancellation = default)
    {
        foreach (PhantomRow row in (await table.FindAsync([phantom.Id]).ConfigureAwait(false)).Rows)
        {
            if (row.Tag == phantom.Tag && DomainName.TryParse(row.Domain, out DomainName domain))
                return new FoundName(domain);
        }
        return default;
    }

    public void NoteUse(Phantom phantom)
    {
    }

    public string Describe(PhantomLimit limit) => "";

    public long CountOf(PhantomLimit limit) => 0;
}
