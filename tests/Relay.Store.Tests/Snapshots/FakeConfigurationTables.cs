using Microsoft.Extensions.Logging;
using Relay.Store.Model;
using Relay.Store.Snapshots;

namespace Relay.Store.Tests.Snapshots;

/// <summary>Tables in memory. The place in the feed is the revision.</summary>
internal sealed class FakeConfigurationTables : IConfigurationTables
{
    private readonly TaskCompletionSource<Action> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Revision { get; private set; } = 1;

    public Exception? ReadFailure { get; set; }

    public Exception? WriteFailure { get; set; }

    /// <summary>Writes wait until they are given up.</summary>
    public bool WritesHang { get; set; }

    public bool WasAskedForAll { get; private set; }

    public int Prunes { get; private set; }

    public int PrunesLeft { get; set; }

    /// <summary>How often the problems were read.</summary>
    public int Reads { get; private set; }

    public bool IsRehearsed { get; private set; }

    public List<Problem> Problems { get; } = [];

    /// <summary>What the database calls when it tells of a change.</summary>
    public Task<Action> Listening => listening.Task;

    public void Change() => Revision++;

    public Task<ConfigurationPicture> ReadAsync(string? place, Func<TableRows, long, CompiledTables> compile, CancellationToken cancellation)
    {
        if (ReadFailure is { } failure)
            return Task.FromException<ConfigurationPicture>(failure);
        WasAskedForAll = place is null;
        CompiledTables? compiled = place == $"{Revision}" ? null : compile(new TableRows([], [], [], [], []), Revision);
        return Task.FromResult(new ConfigurationPicture($"{Revision}", Revision, compiled));
    }

    public Task RehearseAsync(Func<TableRows, CompiledTables> compile, CancellationToken cancellation)
    {
        _ = compile(new TableRows(null, null, null, null, [], [0]));
        IsRehearsed = true;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Problem>> ReadProblemsAsync(CancellationToken cancellation)
    {
        Reads++;
        return Task.FromResult<IReadOnlyList<Problem>>([.. Problems]);
    }

    public async Task WriteProblemsAsync(IReadOnlyCollection<Problem> gone, IReadOnlyCollection<Problem> found, CancellationToken cancellation)
    {
        if (WriteFailure is { } failure)
            throw failure;
        if (WritesHang)
            await Task.Delay(Timeout.Infinite, cancellation);
        Problems.RemoveAll(gone.Contains);
        Problems.AddRange(found);
    }

    public Task<bool> PruneAsync(CancellationToken cancellation)
    {
        Prunes++;
        return WriteFailure is { } failure ? Task.FromException<bool>(failure) : Task.FromResult(PrunesLeft-- > 0);
    }

    public IAsyncDisposable Listen(Action changed, ILogger logger)
    {
        listening.SetResult(changed);
        return new MemoryStream();
    }
}
