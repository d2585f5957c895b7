using Relay.Store.Model;
using Relay.Store.Snapshots;

namespace Relay.Store.Tests.Snapshots;

/// <summary>Tables in memory. As on SQLite, a change is told once.</summary>
internal sealed class FakeConfigurationTables : IConfigurationTables
{
    private bool changed = true;

    public long Revision { get; private set; } = 1;

    public Exception? ReadFailure { get; set; }

    public Exception? WriteFailure { get; set; }

    public int Folds { get; private set; }

    public List<Problem> Problems { get; } = [];

    public void Change()
    {
        Revision++;
        changed = true;
    }

    public Task<long> ReadRevisionAsync(long known, CancellationToken cancellation)
    {
        if (ReadFailure is { } failure)
            return Task.FromException<long>(failure);
        long answer = changed ? Revision : known;
        changed = false;
        return Task.FromResult(answer);
    }

    public Task<ConfigurationPicture> ReadAsync(CancellationToken cancellation) => ReadFailure is { } failure
        ? Task.FromException<ConfigurationPicture>(failure)
        : Task.FromResult(new ConfigurationPicture(Revision, new TableRows([], [], [], [], []), [.. Problems]));

    public Task WriteProblemsAsync(IReadOnlyCollection<Problem> gone, IReadOnlyCollection<Problem> found, CancellationToken cancellation)
    {
        if (WriteFailure is { } failure)
            return Task.FromException(failure);
        Problems.RemoveAll(gone.Contains);
        Problems.AddRange(found);
        return Task.CompletedTask;
    }

    public Task FoldRevisionsAsync(CancellationToken cancellation)
    {
        Folds++;
        return Task.CompletedTask;
    }
}
