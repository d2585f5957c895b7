using Microsoft.Extensions.Logging;
using Relay.Store.Model;

namespace Relay.Store.Snapshots;

/// <summary>The configuration tables, and what is wrong with them.</summary>
internal interface IConfigurationTables
{
    /// <summary>
    /// Reads what was changed since <paramref name="place"/>, in one transaction; everything where it is null or the feed of changes no longer goes back so far.
    /// Cheap where nothing was: asked at every poll.
    /// </summary>
    /// <param name="place">That of the picture before.</param>
    /// <param name="compile">Called in the transaction, because the rules are a stream.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<ConfigurationPicture> ReadAsync(string? place, Func<TableRows, long, CompiledTables> compile, CancellationToken cancellation);

    /// <summary>Goes the way of a commit that changed one rule, with none: the runtime compiles what it runs for the first time, which takes longer than all else.</summary>
    Task RehearseAsync(Func<TableRows, CompiledTables> compile, CancellationToken cancellation);

    /// <summary>The table <c>problem</c>, as far as it is about these tables.</summary>
    Task<IReadOnlyList<Problem>> ReadProblemsAsync(CancellationToken cancellation);

    Task WriteProblemsAsync(IReadOnlyCollection<Problem> gone, IReadOnlyCollection<Problem> found, CancellationToken cancellation);

    /// <summary>Deletes what no reader needs of the feed, and makes one row of the revisions that everybody sees. The revision stays what it is.</summary>
    /// <returns>True where more is left to delete.</returns>
    Task<bool> PruneAsync(CancellationToken cancellation);

    /// <summary>Calls <paramref name="changed"/> when the database tells of a change, and when it may have told while nobody heard.</summary>
    IAsyncDisposable Listen(Action changed, ILogger logger);
}
