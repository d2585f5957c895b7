namespace Relay.Store;

/// <summary>What stands against a new phantom, or against asking the database for an unknown one.</summary>
public enum PhantomLimit
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The client has asked for too many new names.</summary>
    NewNamesOfClient,

    /// <summary>All clients of the process together have.</summary>
    NewNames,

    /// <summary>The table has as many rows as it may.</summary>
    MaxNames,

    /// <summary>The 40 bits of the ids are used up, or the database refuses the row.</summary>
    Ids,

    /// <summary>The client has used too many addresses that nobody was given.</summary>
    UnknownOfClient,

    /// <summary>All clients of the process together have.</summary>
    Unknown,
}
