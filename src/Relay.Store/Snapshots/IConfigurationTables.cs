using Relay.Store.Model;

namespace Relay.Store.Snapshots;

/// <summary>The configuration tables, and what is wrong with them.</summary>
internal interface IConfigurationTables
{
    /// <summary>The present revision: cheap, asked at every poll. <paramref name="known"/> comes back where nothing at all was committed since.</summary>
    Task<long> ReadRevisionAsync(long known, CancellationToken cancellation);

    Task<ConfigurationPicture> ReadAsync(CancellationToken cancellation);

    Task WriteProblemsAsync(IReadOnlyCollection<Problem> gone, IReadOnlyCollection<Problem> found, CancellationToken cancellation);

    /// <summary>Makes one row of the revisions that everybody sees. The revision stays what it is.</summary>
    Task FoldRevisionsAsync(CancellationToken cancellation);
}
