using Relay.Store.Dns;
using Relay.Store.Model;

namespace Relay.Store.Answers;

/// <summary>
/// One resource record. <see cref="Address"/> is set for A and AAAA; <see cref="Target"/> (a name without final dot, "." for the root) for PTR, NS and CNAME; for the
/// others <see cref="Content"/>, as in a zone file, and <see cref="Data"/>, the same as a message has it.
/// </summary>
public sealed record DnsRecord(
    string Name, ushort Type, uint Ttl, NetAddress Address = default, string? Target = null, string? Content = null, ReadOnlyMemory<byte>? Data = null)
{
    /// <exception cref="FormatException">The content is none of the type.</exception>
    public static DnsRecord Of(string name, string type, uint ttl, string content)
    {
        string? fault;
        return RecordType.TryParse(type, out RecordType? known, out fault) && RecordContent.TryEncode(known, content, out byte[]? data, out fault)
            ? new DnsRecord(name, known.Code, ttl, Content: content, Data: data)
            : throw new FormatException($"'{content}' {fault}");
    }
}
