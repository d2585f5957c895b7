namespace Relay.Store.Dns;

/// <summary>What a field of a record's content is, as text and on the wire.</summary>
internal enum RecordField
{
    IPv4,
    IPv6,

    /// <summary>Decimal, 8, 16 and 32 bits.</summary>
    Byte,
    Short,
    Long,

    /// <summary>In full, with or without the final dot; not compressed (RFC 3597 section 4).</summary>
    Name,

    /// <summary>A character string after a byte with its length (RFC 1035 section 3.3).</summary>
    Text,

    /// <summary>One such or more, to the end.</summary>
    Texts,

    /// <summary>A CAA tag, after a byte with its length (RFC 8659 section 4.1).</summary>
    Tag,

    /// <summary>A quoted string to the end of the data, without its length.</summary>
    Value,

    /// <summary>Hexadecimal digits to the end, in any number of words.</summary>
    Hex,

    /// <summary>Base64 to the end, in any number of words.</summary>
    Base64,

    /// <summary><c>key=value</c> to the end (RFC 9460 section 2.1).</summary>
    Parameters,

    /// <summary>A place on earth, to the end (RFC 1876 section 3).</summary>
    Location,

    /// <summary><c>\# length hex</c> (RFC 3597 section 5).</summary>
    Unknown,
}
