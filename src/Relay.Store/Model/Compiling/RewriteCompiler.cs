using Relay.Store.Model.Rewrites;
using Relay.Store.Model.Rules;
using static Relay.Store.Model.Compiling.CanonicalText;

namespace Relay.Store.Model.Compiling;

/// <summary>The columns <c>to_domain</c>, <c>to_network</c>, <c>to_address</c> and <c>to_port</c> of a rule.</summary>
internal static class RewriteCompiler
{
    private static readonly NetPrefix IPv4 = NetPrefix.Parse("0.0.0.0/0");

    /// <summary>Null for a rule that rewrites nothing, and where something is wrong: then <paramref name="faults"/> says what.</summary>
    public static Rewrite? Compile(ActionText text, List<string> faults)
    {
        if (text is { ToDomain: null, ToNetwork: null, ToAddress: null, ToPort: null })
            return null;
        if (text.ToPort is < 1 or > ushort.MaxValue)
            faults.Add($"to_port {text.ToPort} is not a port: write 1 to 65535");
        Mapping?[] mappings =
        [
            text.ToDomain is null ? null : Template(text.ToDomain, text, faults),
            text.ToNetwork is null ? null : Network(text.ToNetwork, text, faults),
            text.ToAddress is null ? null : Address(text.ToAddress, faults),
        ];
        if (new[] { text.ToDomain, text.ToNetwork, text.ToAddress }.Count(column => column is not null) > 1)
            faults.Add("to_domain, to_network and to_address exclude each other: write one");
        return faults.Count > 0 ? null : new Rewrite(mappings.FirstOrDefault(mapping => mapping is not null), (ushort?)text.ToPort);
    }

    /// <param name="column">The column, for <paramref name="faults"/>.</param>
    /// <param name="text">The template.</param>
    /// <param name="places">Those that it may have, and why one cannot be filled in here.</param>
    /// <param name="faults">What is wrong.</param>
    public static NameTemplate? Template(string column, string text, IReadOnlyDictionary<string, string?> places, List<string> faults)
    {
        NameTemplate template = new(text);
        if (!template.IsSound)
            faults.Add($"{column} {Quote(text)} makes no domain names: write one such as www.example.com, with {string.Join(", ", places.Keys)} in the place of labels or of parts of them");
        foreach (string place in (string[])[NameTemplate.Sub, NameTemplate.Host, NameTemplate.Address])
        {
            string? lack = places.GetValueOrDefault(place, "means nothing here");
            if (lack is not null && template.Has(place))
                faults.Add($"{column} {Quote(text)} has {place}, which {lack}");
        }
        return template;
    }

    private static NameTemplate? Template(string text, ActionText rule, List<string> faults)
    {
        string? noNetwork = rule.Network is null ? "is a part of an address: give the rule a network" : null;
        return Template("to_domain", text, new Dictionary<string, string?>
        {
            [NameTemplate.Sub] = rule.HasSub ? null : "is what stands before the suffix of a name: give the rule a domain such as .example.com, or * for any name",
            [NameTemplate.Host] = noNetwork,
            [NameTemplate.Address] = noNetwork,
        }, faults);
    }

    private static FixedMapping? Address(string text, List<string> faults)
    {
        if (!TryAddress(text, out NetAddress address, out string? fault))
            faults.Add($"to_address {fault}");
        return new FixedMapping(address);
    }

    private static Mapping? Network(string text, ActionText rule, List<string> faults)
    {
        if (!TryPrefix(text, out NetPrefix to, out string? fault))
            faults.Add($"to_network {fault}");
        else if (rule.Network is null && !rule.HasSub)
            faults.Add($"to_network {to} is for the addresses of a network, or for names below a suffix: give the rule a network, or a domain such as .example.com");
        else if (rule.Network is null)
            return new MemberMapping(to);
        else if (NetPrefix.TryParse(rule.Network, out NetPrefix from))
            return Between(from, to, faults);
        return null;
    }

    /// <summary>IPv4 into a prefix that can carry it, and out of it; else bit for bit.</summary>
    private static Mapping? Between(NetPrefix from, NetPrefix to, List<string> faults)
    {
        bool isFour = IPv4.Contains(from), toFour = IPv4.Contains(to);
        bool carries = isFour && !toFour && Rfc6052.IsLength(to.Length), carried = !isFour && to == IPv4 && Rfc6052.IsLength(from.Length);
        if ((carries && Rfc6052.HasReservedBits(to)) || (carried && Rfc6052.HasReservedBits(from)))
            faults.Add($"{(carries ? $"to_network {to}" : $"network {from}")} has bits 64 to 71 set, which no translator does (RFC 6052 section 2.2): write a prefix without");
        if (carries)
            return new EmbeddingMapping(to);
        if (carried)
            return new ExtractingMapping();
        if (from.Length < to.Length)
            faults.Add($"to_network {to} has fewer addresses than network {from}: write one that is as large or larger");
        return new PrefixMapping(to);
    }
}
