using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>Which of the texts in <c>connection.client_address</c> are a client to be forgotten. Pure.</summary>
internal sealed class ForgottenClients
{
    /// <summary>A hash is found by hashing; a larger network has too many addresses for that.</summary>
    public const int MaxHashedBits = 16;

    private readonly NetPrefix client;
    private readonly HashSet<string>? hashes;

    /// <param name="client">An address or a network.</param>
    /// <param name="key">The key of hashed clients; null: there is none.</param>
    public ForgottenClients(NetPrefix client, byte[]? key)
    {
        this.client = client;
        if (key is not null && 128 - client.Length <= MaxHashedBits)
            hashes = [.. Addresses(client).Select(address => AuditedClient.HashOf(address, key).ToString())];
    }

    /// <summary>False where hashed clients cannot be told: without a key, or of a network too large.</summary>
    public bool TellsHashes => hashes is not null;

    public bool Matches(string text) =>
        text.StartsWith(AuditedClient.HashPrefix, StringComparison.Ordinal) ? hashes?.Contains(text) == true
        : NetPrefix.TryParse(text, out NetPrefix known) && client.Contains(known);

    /// <summary>A network that has the client, and others: its rows may be the client's.</summary>
    public bool MayBe(string text) => NetPrefix.TryParse(text, out NetPrefix known) && known.Contains(client) && !client.Contains(known);

    private static IEnumerable<NetAddress> Addresses(NetPrefix prefix) =>
        Enumerable.Range(0, 1 << (128 - prefix.Length)).Select(n => new NetAddress(prefix.Address.Value + (UInt128)n));
}
