namespace Relay.PdnsBackend.Pipe;

/// <summary>The lines that PowerDNS sends.</summary>
internal enum PipeRequestKind
{
    /// <summary>No line of the protocol.</summary>
    Malformed,
    Hello,
    Query,
    ZoneTransfer,
    Command,
    Ping,
}
