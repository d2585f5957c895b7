using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;

namespace Relay.Store.Dns;

/// <summary>
/// A place as zone files have it (RFC 1876 section 3): <c>52 22 23.5 N 4 53 32 E -2m 10m 100m 10m</c>. Minutes, seconds and the last three, which say how large and how sure, may
/// be left out. In data (section 2):
/// <code>
/// | 0 | SIZE | HORIZONTAL | VERTICAL | LATITUDE(4) | LONGITUDE(4) | ALTITUDE(4) |
/// </code>
/// Angles are thousandths of a second from 2^31 on; the altitude is in centimetres above 100 km below the sea; the sizes are a digit and a power of ten, of centimetres.
/// </summary>
internal static class LocationText
{
    private const int Length = 16;
    private const long Equator = 1L << 31, Lowest = -10_000_000, MaxSize = 9_000_000_000;

    /// <summary>1 m, 10 km, 10 m.</summary>
    private static readonly long[] DefaultSizes = [100, 1_000_000, 1_000];

    public static bool TryEncode(ref ContentReader words, ArrayBufferWriter<byte> to)
    {
        Span<byte> data = stackalloc byte[Length];
        data.Clear();
        if (!TryAngle(ref words, 90, 'N', 'S', out uint latitude) || !TryAngle(ref words, 180, 'E', 'W', out uint longitude)
            || !words.TryNext(out ReadOnlySpan<char> word) || !TryCentimetres(word, out long altitude)
            || altitude - Lowest is not (>= 0 and <= uint.MaxValue))
            return false;
        BinaryPrimitives.WriteUInt32BigEndian(data[4..], latitude);
        BinaryPrimitives.WriteUInt32BigEndian(data[8..], longitude);
        BinaryPrimitives.WriteUInt32BigEndian(data[12..], (uint)(altitude - Lowest));
        for (int i = 0; i < DefaultSizes.Length; i++)
        {
            long size = DefaultSizes[i];
            if (!words.IsAtEnd && (!words.TryNext(out word) || !TryCentimetres(word, out size)))
                return false;
            if (size is < 0 or > MaxSize)
                return false;
            data[1 + i] = Power(size);
        }
        to.Write(data);
        return true;
    }

    /// <summary>Degrees, minutes and seconds, and the letter of the half that they lie in.</summary>
    private static bool TryAngle(ref ContentReader words, int degrees, char positive, char negative, out uint data)
    {
        long angle = 0;
        data = 0;
        foreach ((int unit, int limit) in (ReadOnlySpan<(int, int)>)[(3_600_000, degrees + 1), (60_000, 60), (1_000, 60), (0, 0)])
        {
            if (!words.TryNext(out ReadOnlySpan<char> word))
                return false;
            if (unit != 3_600_000 && word.Length == 1 && (word[0] == positive || word[0] == negative))
            {
                data = (uint)(Equator + (word[0] == positive ? angle : -angle));
                return angle <= degrees * 3_600_000L;
            }
            // Seconds alone have decimals, three at most.
            if (!TryDecimal(word, unit == 1_000 ? 3 : 0, out decimal number) || number >= limit)
                return false;
            angle += (long)(number * unit);
        }
        return false;
    }

    private static bool TryCentimetres(ReadOnlySpan<char> word, out long centimetres)
    {
        bool isNegative = word.StartsWith('-');
        bool good = TryDecimal(word[(isNegative ? 1 : 0)..].TrimEnd('m'), 2, out decimal metres) && word.Count('m') <= 1;
        centimetres = (long)(metres * (isNegative ? -100 : 100));
        return good;
    }

    private static bool TryDecimal(ReadOnlySpan<char> word, int decimals, out decimal number)
    {
        int point = word.IndexOf('.');
        number = 0;
        return word.Length is > 0 and <= 12 && word[0] != '.' && (point < 0 || word.Length - point - 1 <= decimals)
            && decimal.TryParse(word, decimals == 0 ? NumberStyles.None : NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>The first digit, and how many follow; those are lost.</summary>
    private static byte Power(long centimetres)
    {
        int power = 0;
        for (; centimetres > 9; centimetres /= 10)
            power++;
        return (byte)(centimetres << 4 | (uint)power);
    }
}
