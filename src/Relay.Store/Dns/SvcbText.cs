using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Relay.Store.Model;

namespace Relay.Store.Dns;

/// <summary>
/// The parameters of SVCB and HTTPS as zone files have them: <c>alpn=h2 port=8443</c> (RFC 9460 section 2.1), and in data:
/// <code>
/// | KEY(2) | LENGTH(2) | value… |  in order of key, each once
/// </code>
/// </summary>
internal static class SvcbText
{
    public static bool TryEncode(ref ContentReader words, ArrayBufferWriter<byte> to)
    {
        SortedDictionary<ushort, byte[]> parameters = [];
        while (!words.IsAtEnd)
        {
            if (!words.TryNext(out ReadOnlySpan<char> word))
                return false;
            int equals = word.IndexOf('=');
            ReadOnlySpan<char> name = equals < 0 ? word : word[..equals];
            ArrayBufferWriter<byte> text = new();
            if (!SvcbKey.TryParse(name, out ushort key)
                || (equals >= 0 && !ContentReader.TryUnescape(word[(equals + 1)..], text))
                || ValueOf(key, text.WrittenSpan) is not { } value
                || !parameters.TryAdd(key, value))
                return false;
        }
        Span<byte> head = stackalloc byte[4];
        foreach ((ushort key, byte[] value) in parameters)
        {
            BinaryPrimitives.WriteUInt16BigEndian(head, key);
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)value.Length);
            to.Write(head);
            to.Write(value);
        }
        return !parameters.TryGetValue(SvcbKey.Mandatory, out byte[]? mandatory) || AreThere(mandatory, parameters);
    }

    /// <summary>RFC 9460 section 7, RFC 9461 section 5, RFC 9540 section 4; null where the text is no value of the key.</summary>
    private static byte[]? ValueOf(ushort key, ReadOnlySpan<byte> text) => key switch
    {
        SvcbKey.Mandatory => Keys(text),
        SvcbKey.Alpn => Protocols(text),
        SvcbKey.NoDefaultAlpn or SvcbKey.Ohttp => text.IsEmpty ? [] : null,
        SvcbKey.Port => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) ? [(byte)(port >> 8), (byte)port] : null,
        SvcbKey.IPv4Hint => Hints(text, isIPv4: true),
        SvcbKey.IPv6Hint => Hints(text, isIPv4: false),
        SvcbKey.Ech => Base64.IsValid(text, out int length) && length > 0 ? Convert.FromBase64String(Encoding.ASCII.GetString(text)) : null,
        SvcbKey.DohPath => text.IsEmpty ? null : text.ToArray(),
        _ => text.Length <= ushort.MaxValue ? text.ToArray() : null,
    };

    private static byte[]? Keys(ReadOnlySpan<byte> text)
    {
        SortedSet<ushort> keys = [];
        foreach (string word in Encoding.Latin1.GetString(text).Split(','))
        {
            if (!SvcbKey.TryParse(word, out ushort key) || key == SvcbKey.Mandatory || !keys.Add(key))
                return null;
        }
        return [.. keys.SelectMany(key => (byte[])[(byte)(key >> 8), (byte)key])];
    }

    private static bool AreThere(byte[] mandatory, SortedDictionary<ushort, byte[]> parameters)
    {
        for (int i = 0; i < mandatory.Length; i += 2)
        {
            if (!parameters.ContainsKey(BinaryPrimitives.ReadUInt16BigEndian(mandatory.AsSpan(i))))
                return false;
        }
        return true;
    }

    /// <summary>A list of strings, in which a comma that belongs to one stands after a backslash (RFC 9460 appendix A.1).</summary>
    private static byte[]? Protocols(ReadOnlySpan<byte> text)
    {
        List<byte> value = [0];
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == ',')
            {
                if (!End(value, start))
                    return null;
                start = value.Count;
                value.Add(0);
            }
            else if (text[i] != '\\' || ++i < text.Length)
                value.Add(text[i]);
            else
                return null;
        }
        return End(value, start) && value.Count <= ushort.MaxValue ? [.. value] : null;

        static bool End(List<byte> value, int start)
        {
            int length = value.Count - start - 1;
            if (length is 0 or > byte.MaxValue)
                return false;
            value[start] = (byte)length;
            return true;
        }
    }

    private static byte[]? Hints(ReadOnlySpan<byte> text, bool isIPv4)
    {
        List<byte> value = [];
        foreach (string word in Encoding.Latin1.GetString(text).Split(','))
        {
            if (!NetAddress.TryParse(word, out NetAddress address) || address.IsIPv4 != isIPv4)
                return null;
            value.AddRange(address.ToIPAddress().GetAddressBytes());
        }
        return value.Count <= ushort.MaxValue ? [.. value] : null;
    }
}
