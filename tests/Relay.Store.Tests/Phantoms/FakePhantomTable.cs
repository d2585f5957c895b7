using Relay.Store.Model;
using Relay.Store.Phantoms;

namespace Relay.Store.Tests.Phantoms;

/// <summary>A table in memory; each statement waits at the gate if there is one. Look-ups and inserts come from several threads at once.</summary>
internal sealed class FakePhantomTable : IPhantomTable
{
    private readonly List<PhantomRow> rows = [];

    public List<int> Batches { get; } = [];

    public Task Gate { get; set; } = Task.CompletedTask;

    public Exception? Failure { get; set; }

    /// <summary>Thrown where names would be inserted.</summary>
    public Func<int, Exception?> Rejection { get; set; } = static _ => null;

    public int Inserts { get; private set; }

    public PhantomRow Insert(string domain, long passed = 0)
    {
        lock (rows)
        {
            PhantomRow row = new(Math.Max(passed, rows.Count == 0 ? 0 : rows[^1].Id) + 1, 7, domain, 0);
            rows.Add(row);
            return row;
        }
    }

    public void Restore(PhantomRow row)
    {
        lock (rows)
        {
            rows.Clear();
            rows.Add(row);
        }
    }

    public async Task<IReadOnlyList<PhantomRow>> FindAsync(IReadOnlyCollection<DomainName> domains)
    {
        await BeginAsync(domains.Count);
        lock (rows)
            return [.. domains.Select(domain => rows.Find(row => row.Domain == domain.Value)).OfType<PhantomRow>()];
    }

    public async Task<GivenPhantoms> AssignAsync(IReadOnlyCollection<DomainName> domains, long passed)
    {
        await BeginAsync(domains.Count);
        Inserts++;
        if (Rejection(domains.Count) is { } rejection)
            throw rejection;
        lock (rows)
        {
            PhantomRow[] known = [.. rows.Where(row => domains.Any(domain => domain.Value == row.Domain))];
            return new([.. domains.Where(domain => !known.Any(row => row.Domain == domain.Value)).Select(domain => Insert(domain.Value, passed))], known);
        }
    }

    public async Task<IReadOnlyList<PhantomRow>> NewestAsync(long before, int most)
    {
        await BeginAsync(most);
        return [.. Rows().Where(row => row.Id < before).OrderByDescending(row => row.Id).Take(most)];
    }

    public Task<long> CountAsync() => Task.FromResult((long)Rows().Length);

    public void Delete(string domain)
    {
        lock (rows)
            rows.RemoveAll(row => row.Domain == domain);
    }

    public async Task<FoundPhantoms> FindAsync(IReadOnlyCollection<long> ids)
    {
        await BeginAsync(ids.Count);
        PhantomRow[] all = Rows();
        return new([.. all.Where(row => ids.Contains(row.Id))], all.Length == 0 ? 0 : all.Max(row => row.Id));
    }

    private PhantomRow[] Rows()
    {
        lock (rows)
            return [.. rows];
    }

    private async Task BeginAsync(int count)
    {
        lock (rows)
            Batches.Add(count);
        await Gate;
        if (Failure is { } failure)
            throw failure;
    }
}
