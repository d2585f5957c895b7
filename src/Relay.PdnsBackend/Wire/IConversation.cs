using System.Buffers;

namespace Relay.PdnsBackend.Wire;

/// <summary>One of PowerDNS' protocols, on one connection: a line in, its reply out.</summary>
internal interface IConversation
{
    /// <summary>Never throws, whatever the line holds, but where memory runs out.</summary>
    void Reply(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> to);
}
