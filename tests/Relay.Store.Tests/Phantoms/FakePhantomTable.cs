using Relay.Store.Model;
using Relay.Store.Phantoms;

namespace Relay.Store.Tests.Phantoms;

/// <summary>A table in memory; each statement waits at the gate if there is one.</summary>
internal sealed class FakePhantomTable : IPhantomTable
{
    private readonly List<PhantomRow> rows = [];

    public List<int> Batches { get; } = [];

    public Task Gate { get; set; } = Task.CompletedTask;

    public Exception? Failure { get; set; }

    public PhantomRow Insert(string domain)
    {
        PhantomRow row = new(rows.Count + 1, 7, domain);
        rows.Add(row);
        return row;
    }

    public void Restore(PhantomRow row)
    {
        rows.Clear();
        rows.Add(row);
    }

    public async Task<IReadOnlyList<PhantomRow>> AssignAsync(IReadOnlyCollection<DomainName> domains)
    {
        await BeginAsync(domains.Count);
        return [.. domains.Select(domain => rows.Find(row => row.Domain == domain.Value) ?? Insert(domain.Value))];
    }

    public async Task<FoundPhantoms> FindAsync(IReadOnlyCollection<long> ids)
    {
        await BeginAsync(ids.Count);
        return new([.. rows.Where(row => ids.Contains(row.Id))], rows.Count);
    }

    private async Task BeginAsync(int count)
    {
        Batches.Add(count);
        await Gate;
        if (Failure is { } failure)
            throw failure;
    }
}
