namespace Relay.Store.Sql;

/// <summary>What a transaction is for: decides its thread, its precedence and how durable its commit is.</summary>
internal enum Work
{
    /// <summary>Reads phantoms: someone waits for it.</summary>
    Read,

    /// <summary>Reads the configuration; may take long.</summary>
    Watch,

    /// <summary>Assigns phantoms: before all other writes, and durable before it returns.</summary>
    Assign,

    /// <summary>Reads the configuration, and keeps in temporary tables what <see cref="Register"/> will write.</summary>
    Prepare,

    /// <summary>Registers the process: a part of the start.</summary>
    Register,

    /// <summary>Writes audit, lease and problems.</summary>
    Audit,
}
