namespace Relay.Store.Phantoms;

/// <summary>What becomes of rows of <c>phantom</c>.</summary>
internal interface IPhantomLife
{
    /// <summary>The newest id, and what left since <paramref name="seen"/> (the <see cref="PhantomChanges.Seen"/> of the last look; null: nothing is wanted).</summary>
    Task<PhantomChanges> LookAsync(string? seen, CancellationToken cancellation);

    /// <summary>Makes sure that new ids are above <paramref name="passed"/>.</summary>
    Task PassAsync(long passed, CancellationToken cancellation);

    Task WriteUsesAsync(IReadOnlyCollection<long> ids, CancellationToken cancellation);

    /// <summary>Retires those of the next rows behind <paramref name="after"/> that are older than <paramref name="age"/> and were never connected to.</summary>
    /// <returns>How many, and where the next step begins; null: there are no more so old.</returns>
    Task<(int Retired, long? Next)> RetireAsync(long after, TimeSpan age, CancellationToken cancellation);

    /// <summary>Deletes retired rows that were not used for as long as <paramref name="grace"/>, and what no process needs to be told any more.</summary>
    Task<int> DeleteRetiredAsync(TimeSpan grace, CancellationToken cancellation);

    /// <summary>Writes into <c>problem</c> that there are no more ids.</summary>
    Task TellIdsUsedUpAsync(CancellationToken cancellation);
}
