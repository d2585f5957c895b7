using Relay.Store.Phantoms;

namespace Relay.Store.Tests.Phantoms;

internal sealed class FakePhantomLife : IPhantomLife
{
    public PhantomChanges Changes { get; set; } = new(0, [], "", "");

    public Exception? Failure { get; set; }

    public List<string?> Seen { get; } = [];

    public List<long> Passed { get; } = [];

    public List<long> Used { get; } = [];

    public int UsedUp { get; private set; }

    public Task<PhantomChanges> LookAsync(string? seen, CancellationToken cancellation)
    {
        Seen.Add(seen);
        return Failure is { } failure ? Task.FromException<PhantomChanges>(failure) : Task.FromResult(seen is null ? Changes with { Gone = [] } : Changes);
    }

    public Task PassAsync(long passed, CancellationToken cancellation)
    {
        Passed.Add(passed);
        return Task.CompletedTask;
    }

    public Task WriteUsesAsync(IReadOnlyCollection<long> ids, CancellationToken cancellation)
    {
        if (Failure is { } failure)
            throw failure;
        Used.AddRange(ids);
        return Task.CompletedTask;
    }

    public Task<(int Retired, long? Next)> RetireAsync(long after, TimeSpan age, CancellationToken cancellation) => Task.FromResult((0, (long?)null));

    public Task<int> DeleteRetiredAsync(TimeSpan grace, CancellationToken cancellation) => Task.FromResult(0);

    public Task TellIdsUsedUpAsync(CancellationToken cancellation)
    {
        UsedUp++;
        return Task.CompletedTask;
    }
}
