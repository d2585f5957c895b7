namespace Relay.Store;

/// <summary>What a process is to the store.</summary>
public enum StoreRole
{
    /// <summary>Relays flows: has a row in <c>worker</c> and a journal.</summary>
    Worker,

    /// <summary>Answers DNS only: has a row in <c>dns_backend</c>.</summary>
    DnsBackend,
}
