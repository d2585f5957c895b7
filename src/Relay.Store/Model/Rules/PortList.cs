using System.Globalization;
using System.Runtime.InteropServices;

namespace Relay.Store.Model.Rules;

/// <summary>A compiled <c>rule.ports</c>: <c>443</c>, or <c>80,8000-8999</c>. Ports are 1 to 65535.</summary>
internal sealed class PortList : IEquatable<PortList>
{
    /// <summary>First and last port of each range in turn, ascending, ranges neither touching nor overlapping: <c>[80, 80, 8000, 8999]</c>.</summary>
    private readonly ushort[] bounds;

    private PortList(ushort[] bounds) => this.bounds = bounds;

    /// <summary>A bound is in its range; any other port is inside if an odd number of bounds lies below it.</summary>
    public bool Contains(ushort port) => Array.BinarySearch(bounds, port) is var index && (index >= 0 || (~index & 1) == 1);

    /// <summary>Ranges may come in any order and overlap; spaces, leading zeros and empty ranges are refused.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PortList? ports)
    {
        ports = null;
        List<(ushort First, ushort Last)> ranges = [];
        foreach (Range item in text.Split(','))
        {
            if (!TryParseRange(text[item], out ushort first, out ushort last))
                return false;
            ranges.Add((first, last));
        }
        ranges.Sort();
        ports = new PortList(Merge(ranges));
        return true;
    }

    public bool Equals(PortList? other) => other is not null && bounds.AsSpan().SequenceEqual(other.bounds);

    public override bool Equals(object? obj) => Equals(obj as PortList);

    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.AddBytes(MemoryMarshal.AsBytes(bounds.AsSpan()));
        return hash.ToHashCode();
    }

    public override string ToString() => string.Join(',', bounds.Chunk(2).Select(range => range[0] == range[1]
        ? range[0].ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{range[0]}-{range[1]}")));

    private static bool TryParseRange(ReadOnlySpan<char> text, out ushort first, out ushort last)
    {
        int dash = text.IndexOf('-');
        bool parsed = TryParsePort(dash < 0 ? text : text[..dash], out first);
        return TryParsePort(text[(dash + 1)..], out last) && parsed && first <= last;
    }

    private static bool TryParsePort(ReadOnlySpan<char> text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && text[0] != '0';

    private static ushort[] Merge(List<(ushort First, ushort Last)> ranges)
    {
        List<ushort> merged = [];
        foreach ((ushort first, ushort last) in ranges)
        {
            if (merged.Count > 0 && first <= merged[^1] + 1)
            {
                merged[^1] = Math.Max(merged[^1], last);
                continue;
            }
            merged.Add(first);
            merged.Add(last);
        }
        return [.. merged];
    }
}
