namespace Relay.EndToEnd.Faults;

/// <summary>How a flow begins.</summary>
internal enum Entry
{
    Transparent,

    /// <summary>The client's bytes follow its SOCKS request without waiting for the reply.</summary>
    EagerSocks,

    /// <summary>The client sends nothing before the reply.</summary>
    PatientSocks,
}
