namespace Relay.Store;

/// <summary>How a store does, as its process knows it.</summary>
public sealed record StoreFigures
{
    /// <summary>The revision in force; null while there has been no good one.</summary>
    public required long? Revision { get; init; }

    /// <summary>What is wrong in the tables, as they were last read.</summary>
    public required int Problems { get; init; }

    /// <summary>Whether the tables could be read when they were last looked at.</summary>
    public required bool IsReadable { get; init; }

    /// <summary>Names whose phantom is in memory.</summary>
    public required int CachedPhantoms { get; init; }

    /// <summary>Phantom addresses that the database was asked for.</summary>
    public required long PhantomLookUps { get; init; }

    /// <summary>Null where no flow is recorded.</summary>
    public required JournalFigures? Journal { get; init; }
}
