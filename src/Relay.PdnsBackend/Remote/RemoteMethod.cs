namespace Relay.PdnsBackend.Remote;

/// <summary>What PowerDNS asks for. All else it can ask for (keys, slaves, changes by DNS UPDATE) is not had here.</summary>
internal enum RemoteMethod
{
    /// <summary>No request of the protocol.</summary>
    Malformed,
    Initialize,
    Lookup,
    GetAllDomains,
    GetDomainInfo,
    GetAllDomainMetadata,
    GetDomainMetadata,
    DirectBackendCommand,
    Other,
}
