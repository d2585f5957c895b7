using System.Buffers.Binary;

namespace Relay.Store.Dns;

/// <summary>
/// What of a foreign SVCB or HTTPS record a client may see. Its address hints lead past the relay, and h3 is UDP, which is not relayed; a name other than its
/// own would be connected to under another name than rules know it by.
/// <code>
/// | PRIORITY(2) | TARGET… | KEY(2) LENGTH(2) value… | … |      RFC 9460 section 2.2
/// </code>
/// </summary>
internal static class SvcbFilter
{
    private const int PriorityLength = 2, HeadLength = 4;

    /// <summary>The record without all that; null where nothing useful is left, or it was not in order.</summary>
    public static byte[]? Filter(ReadOnlySpan<byte> data)
    {
        // AliasMode (priority 0) and targets other than "." lead to other names.
        if (data.Length <= PriorityLength || BinaryPrimitives.ReadUInt16BigEndian(data) == 0 || data[PriorityLength] != 0)
            return null;
        List<(ushort Key, byte[] Value)> parameters = [];
        for (ReadOnlySpan<byte> rest = data[(PriorityLength + 1)..]; !rest.IsEmpty;)
        {
            if (rest.Length < HeadLength)
                return null;
            ushort key = BinaryPrimitives.ReadUInt16BigEndian(rest);
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (length > rest.Length - HeadLength || (parameters.Count > 0 && key <= parameters[^1].Key))
                return null;
            parameters.Add((key, rest.Slice(HeadLength, length).ToArray()));
            rest = rest[(HeadLength + length)..];
        }
        bool hasDefault = parameters.TrueForAll(static each => each.Key != SvcbKey.NoDefaultAlpn);
        List<(ushort Key, byte[] Value)> kept = [.. parameters.Select(Clean).Where(static each => each.Value is not null).Select(static each => (each.Key, each.Value!))];
        bool lostAlpn = parameters.Exists(static each => each.Key == SvcbKey.Alpn) && !kept.Exists(static each => each.Key == SvcbKey.Alpn);
        // Without its protocols nothing is left to speak: no-default-alpn has taken the others (section 7.1.1).
        return lostAlpn && !hasDefault ? null : Write(data[..(PriorityLength + 1)], kept, lostAlpn);
    }

    /// <summary>A null value takes the parameter away.</summary>
    private static (ushort Key, byte[]? Value) Clean((ushort Key, byte[] Value) parameter) => parameter.Key switch
    {
        SvcbKey.IPv4Hint or SvcbKey.IPv6Hint => (parameter.Key, null),
        SvcbKey.Alpn => (parameter.Key, WithoutH3(parameter.Value)),
        _ => parameter,
    };

    private static byte[]? WithoutH3(ReadOnlySpan<byte> protocols)
    {
        List<byte> kept = [];
        while (!protocols.IsEmpty)
        {
            int length = 1 + protocols[0];
            if (length > protocols.Length)
                return null;
            if (!protocols[1..length].StartsWith("h3"u8))
                kept.AddRange(protocols[..length]);
            protocols = protocols[length..];
        }
        return kept.Count > 0 ? [.. kept] : null;
    }

    /// <summary>What is mandatory must be there, or the record is malformed (section 8).</summary>
    private static byte[] Write(ReadOnlySpan<byte> head, List<(ushort Key, byte[] Value)> parameters, bool lostAlpn)
    {
        List<byte> data = [.. head];
        foreach ((ushort key, byte[] value) in parameters)
        {
            byte[] written = key == SvcbKey.Mandatory ? Mandatory(value, lostAlpn) : value;
            if (key != SvcbKey.Mandatory || written.Length > 0)
                data.AddRange([(byte)(key >> 8), (byte)key, (byte)(written.Length >> 8), (byte)written.Length, .. written]);
        }
        return [.. data];
    }

    private static byte[] Mandatory(byte[] keys, bool lostAlpn)
    {
        List<byte> kept = [];
        for (int i = 0; i + 1 < keys.Length; i += 2)
        {
            ushort key = BinaryPrimitives.ReadUInt16BigEndian(keys.AsSpan(i));
            if (key is not (SvcbKey.IPv4Hint or SvcbKey.IPv6Hint) && !(lostAlpn && key == SvcbKey.Alpn))
                kept.AddRange(keys[i..(i + 2)]);
        }
        return [.. kept];
    }
}
