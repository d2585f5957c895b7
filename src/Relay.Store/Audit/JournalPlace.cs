namespace Relay.Store.Audit;

/// <summary>Where the journals of a store lie, unless an option says.</summary>
internal static class JournalPlace
{
    /// <summary>The directory, in which each store has one of its own (<see cref="InStore"/>): one user's stores may share it.</summary>
    /// <exception cref="StoreUnavailableException">
    /// A PostgreSQL store has no place of its own on this machine, and none was named; or the journal is to be smaller than it can be.
    /// </exception>
    public static string Of(StoreOptions options)
    {
        if (options.JournalLimit < SegmentLog.MinimumLimit)
            throw new StoreUnavailableException($"the audit journal is limited to {options.JournalLimit} bytes: allow it at least {SegmentLog.MinimumLimit}");
        return options.JournalRoot;
    }

    /// <summary>What another store's dead left is not seen, and not stored here.</summary>
    public static string InStore(string directory, string storeId) => Path.Combine(directory, storeId);
}
