using System.Collections.Immutable;

namespace Relay.Store.Model.Zones;

/// <summary>The compiled rows of <c>dns_zone</c> and <c>dns_record</c>. Immutable.</summary>
public sealed class DnsZones
{
    public static readonly DnsZones Empty = new(ImmutableDictionary.Create<ReadOnlyMemory<char>, ZoneNode>(NameComparer.Instance));

    internal DnsZones(ImmutableDictionary<ReadOnlyMemory<char>, ZoneNode> nodes) => Nodes = nodes;

    internal ImmutableDictionary<ReadOnlyMemory<char>, ZoneNode> Nodes { get; }

    internal bool IsEmpty => Nodes.IsEmpty;

    /// <param name="name">As text of RFC 1035 section 5.1, in any case, without a final dot.</param>
    internal ZoneMatch Find(string name)
    {
        ReadOnlyMemory<char> text = name.AsSpan().ContainsAnyInRange('A', 'Z') ? Lower(name).AsMemory() : name.AsMemory();
        ZoneNode? closest = null, zone = null;
        int at = text.Length, apex = 0;
        // From the last label on, so that most names cost one look: what exists has all above it exist.
        for (int next = at; next > 0 && Nodes.TryGetValue(text[LabelStart(text.Span, next)..], out ZoneNode? node); next = at - 1)
        {
            (closest, at) = (node, LabelStart(text.Span, next));
            if (node.IsApex)
                (zone, apex) = (node, at);
            if (node.HasDname && at > 0)
                return new ZoneMatch(node, zone, text[apex..], BelowDname: at - 1);
        }
        ZoneNode? found = closest is null || at == 0 ? closest : WildcardBelow(closest, text[at..]);
        return new ZoneMatch(found, zone, text[apex..]);
    }

    private ZoneNode? WildcardBelow(ZoneNode closest, ReadOnlyMemory<char> name) =>
        closest.HasWildcard ? Nodes.GetValueOrDefault($"*.{name}".AsMemory()) : null;

    /// <summary>Where the label that ends before <paramref name="end"/> begins: a dot after an odd number of backslashes is part of it.</summary>
    private static int LabelStart(ReadOnlySpan<char> text, int end)
    {
        int dot = text[..end].LastIndexOf('.');
        while (dot > 0 && (dot - text[..dot].TrimEnd('\\').Length) % 2 == 1)
            dot = text[..dot].LastIndexOf('.');
        return dot + 1;
    }

    private static string Lower(string name) => string.Create(name.Length, name, static (lower, from) => _ = System.Text.Ascii.ToLower(from, lower, out _));
}
