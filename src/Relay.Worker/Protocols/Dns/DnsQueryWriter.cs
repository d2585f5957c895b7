using System.Buffers.Binary;
using Relay.Store.Dns;
using Relay.Store.Model;

namespace Relay.Worker.Protocols.Dns;

/// <summary>Writes the question that a resolver asks its servers: one name and type, recursion desired, EDNS with 1,232 bytes.</summary>
internal static class DnsQueryWriter
{
    public const int MaxLength = DnsHeader.Length + DnsNameCodec.MaxWire + 4 + 11;

    private const ushort ClassIn = 1;

    /// <summary>Of name, type and class: the wire has a length byte for each dot, one before and one after the name.</summary>
    public static int QuestionLength(DomainName name) => name.Value.Length + 2 + 4;

    public static int Write(Span<byte> buffer, ushort id, DomainName name, ushort type, bool edns)
    {
        Span<byte> question = stackalloc byte[DnsNameCodec.MaxWire + 4];
        // A canonical name always has a wire form: its limits are those of the wire.
        _ = DnsNameCodec.TryEncode(name.Value, question, out int length);
        BinaryPrimitives.WriteUInt16BigEndian(question[length..], type);
        BinaryPrimitives.WriteUInt16BigEndian(question[(length + 2)..], ClassIn);
        DnsMessageWriter writer = new(buffer, question[..(length + 4)], name.Value, edns ? new DnsOpt() : null);
        return writer.Finish(new DnsHeader(id, DnsHeader.RecursionDesired, 1, 0, 0, edns ? (ushort)1 : (ushort)0), DnsResponseCode.NoError);
    }
}
