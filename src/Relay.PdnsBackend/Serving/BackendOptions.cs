using Relay.PdnsBackend.Answering;
using Relay.Store;

namespace Relay.PdnsBackend.Serving;

/// <summary>What the command line says of the process.</summary>
internal sealed record BackendOptions
{
    public required StoreOptions Store { get; init; }

    public required BackendView View { get; init; }

    /// <summary>PowerDNS' control socket, to empty its caches by; null: they keep what they have.</summary>
    public string? ControlSocket { get; init; }
}
