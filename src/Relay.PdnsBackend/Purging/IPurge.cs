namespace Relay.PdnsBackend.Purging;

/// <summary>Empties PowerDNS' caches. Tests put another in its place.</summary>
internal interface IPurge
{
    /// <exception cref="IOException">PowerDNS cannot be told. The message is one line, and says where.</exception>
    Task PurgeAsync(CancellationToken cancellation);
}
