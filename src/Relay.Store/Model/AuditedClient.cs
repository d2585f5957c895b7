using System.Globalization;
using System.Security.Cryptography;

namespace Relay.Store.Model;

/// <summary>A client as the audit names it: an address, <c>192.0.2.0/24</c>, or <c>hash-</c> and 24 hexadecimal digits, which is taken for no address.</summary>
public readonly record struct AuditedClient(ClientForm Form, NetAddress Value)
{
    public const string HashPrefix = "hash-";

    private const int HashBytes = 12;

    // 96 mapped bits of IPv4 count.
    private const int NetworkBitsOfIPv4 = 96 + 24, NetworkBitsOfIPv6 = 48;

    public static AuditedClient NetworkOf(NetAddress address) => new(ClientForm.Network, NetPrefix.Around(address, NetworkLengthOf(address)).Address);

    /// <summary>HMAC-SHA-256 (RFC 2104), its first 96 bits: enough that no two clients of a deployment meet.</summary>
    public static AuditedClient HashOf(NetAddress address, ReadOnlySpan<byte> key)
    {
        Span<byte> bytes = stackalloc byte[16], hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        address.WriteBytes(bytes);
        _ = HMACSHA256.HashData(key, bytes, hash);
        hash[HashBytes..16].Clear();
        return new(ClientForm.Hash, NetAddress.FromBytes(hash[..16]));
    }

    public override string ToString() => Form switch
    {
        ClientForm.Network => new NetPrefix(Value, NetworkLengthOf(Value)).ToString(),
        ClientForm.Hash => HashPrefix + Value.Value.ToString("x32", CultureInfo.InvariantCulture)[..(2 * HashBytes)],
        _ => Value.ToString(),
    };

    private static int NetworkLengthOf(NetAddress address) => address.IsIPv4 ? NetworkBitsOfIPv4 : NetworkBitsOfIPv6;
}
