using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Relay.Store.Model;

namespace Relay.Store.Dns;

/// <summary>The content of a record, from the text of a zone file to the data of a message. A pure function of both.</summary>
internal static class RecordContent
{
    /// <summary>RDLENGTH has 16 bits.</summary>
    private const int MaxData = ushort.MaxValue;

    /// <summary>False where the text is not what the type's records consist of; the fault has an example.</summary>
    public static bool TryEncode(RecordType type, string content, [NotNullWhen(true)] out byte[]? data, [NotNullWhen(false)] out string? fault)
    {
        ArrayBufferWriter<byte> to = new();
        ContentReader words = new(content);
        bool good = !content.AsSpan().ContainsAnyExceptInRange(' ', '~');
        for (int i = 0; good && i < type.Fields.Count; i++)
            good = TryEncode(type.Fields[i], ref words, to);
        good = good && words.IsAtEnd && to.WrittenCount <= MaxData;
        data = good ? to.WrittenSpan.ToArray() : null;
        fault = good ? null : $"is no content of type {type.Word}: write one such as {type.Example}, in one line, one space between words";
        return good;
    }

    private static bool TryEncode(RecordField field, ref ContentReader words, ArrayBufferWriter<byte> to)
    {
        if (field == RecordField.Parameters)
            return SvcbText.TryEncode(ref words, to);
        if (field == RecordField.Location)
            return LocationText.TryEncode(ref words, to);
        if (field is RecordField.Hex or RecordField.Base64)
            return TryEncodeRest(field, ref words, to);
        do
        {
            if (!words.TryNext(out ReadOnlySpan<char> word) || !TryEncode(field, word, ref words, to))
                return false;
        }
        while (field == RecordField.Texts && !words.IsAtEnd);
        return true;
    }

    private static bool TryEncode(RecordField field, ReadOnlySpan<char> word, ref ContentReader words, ArrayBufferWriter<byte> to) => field switch
    {
        RecordField.IPv4 => TryAddress(word, isIPv4: true, to),
        RecordField.IPv6 => TryAddress(word, isIPv4: false, to),
        RecordField.Byte => TryNumber(word, 1, to),
        RecordField.Short => TryNumber(word, 2, to),
        RecordField.Long => TryNumber(word, 4, to),
        RecordField.Name => TryName(word, to),
        RecordField.Text or RecordField.Texts => TryText(word, to),
        RecordField.Tag => word.Length <= byte.MaxValue && !word.ContainsAnyExcept(TagLetters) && TryText(word, to),
        RecordField.Value => ContentReader.IsQuoted(word) && ContentReader.TryUnescape(word, to),
        _ => TryUnknown(word, ref words, to),
    };

    private static readonly SearchValues<char> TagLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    private static bool TryAddress(ReadOnlySpan<char> word, bool isIPv4, ArrayBufferWriter<byte> to)
    {
        if (!NetAddress.TryParse(word, out NetAddress address) || address.IsIPv4 != isIPv4 || !word.SequenceEqual(address.ToString()))
            return false;
        Span<byte> bytes = stackalloc byte[16];
        address.WriteBytes(bytes);
        to.Write(isIPv4 ? bytes[12..] : bytes);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> word, int size, ArrayBufferWriter<byte> to)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (!uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) || (size < 4 && number >> (8 * size) != 0))
            return false;
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        to.Write(bytes[^size..]);
        return true;
    }

    private static bool TryName(ReadOnlySpan<char> word, ArrayBufferWriter<byte> to)
    {
        Span<byte> wire = stackalloc byte[DnsNameCodec.MaxWire];
        if (!DnsNameCodec.TryEncode(word, wire, out int length))
            return false;
        to.Write(wire[..length]);
        return true;
    }

    private static bool TryText(ReadOnlySpan<char> word, ArrayBufferWriter<byte> to)
    {
        ArrayBufferWriter<byte> text = new();
        if (!ContentReader.TryUnescape(word, text) || text.WrittenCount > byte.MaxValue)
            return false;
        to.Write([(byte)text.WrittenCount]);
        to.Write(text.WrittenSpan);
        return true;
    }

    private static bool TryEncodeRest(RecordField field, ref ContentReader words, ArrayBufferWriter<byte> to)
    {
        StringBuilder digits = new();
        while (!words.IsAtEnd)
        {
            if (!words.TryNext(out ReadOnlySpan<char> word))
                return false;
            digits.Append(word);
        }
        return digits.Length > 0 && TryDigits(digits.ToString(), field == RecordField.Base64, to);
    }

    private static bool TryDigits(string digits, bool isBase64, ArrayBufferWriter<byte> to)
    {
        Span<byte> bytes = to.GetSpan(digits.Length);
        int count;
        if (isBase64 ? !Convert.TryFromBase64String(digits, bytes, out count) : Convert.FromHexString(digits, bytes, out _, out count) != OperationStatus.Done)
            return false;
        to.Advance(count);
        return true;
    }

    private static bool TryUnknown(ReadOnlySpan<char> mark, ref ContentReader words, ArrayBufferWriter<byte> to)
    {
        int before = to.WrittenCount;
        return mark is "\\#" && words.TryNext(out ReadOnlySpan<char> length)
            && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int bytes)
            && (bytes == 0 || TryEncodeRest(RecordField.Hex, ref words, to)) && to.WrittenCount - before == bytes;
    }
}
