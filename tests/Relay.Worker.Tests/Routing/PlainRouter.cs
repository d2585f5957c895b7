using System.Globalization;
using System.Net;
using System.Numerics;
using Relay.Store.Model;

namespace Relay.Worker.Tests.Routing;

/// <summary>
/// sql.md section 3 written down plainly, rewriting included: on texts, by filtering all rules and sorting, without an index, a snapshot or a compiled template. What it
/// gives is text too: what is dialed in its order, or why nothing is.
/// </summary>
internal sealed class PlainRouter(IReadOnlyList<RuleRow> rules, IReadOnlyDictionary<string, string[]> hosts)
{
    private readonly List<string> dialed = [];
    private string? refusal;
    private int rewrites;

    public string Route(string place, int port, string client)
    {
        ByName(new Way(place, port, client, IsName(place) ? place : null, [], null, null, "direct"));
        return dialed.Count > 0 ? string.Join(" | ", dialed) : refusal!;
    }

    private void ByName(Way way)
    {
        RuleRow? winner = Winner(way, null);
        way = way with { Rule = winner?.Id ?? way.Rule, Upstream = winner?.Upstream ?? way.Upstream };
        if (winner?.Action == "block")
        {
            Refuse("blocked", way);
            return;
        }
        if (Elsewhere(ref way, winner))
            return;
        if (!IsName(way.Place))
            ByAddress(way);
        else if (way.Upstream == "proxy")
            Dial(way);
        else if (!hosts.TryGetValue(way.Place, out string[]? addresses))
            Refuse("name_not_found", way);
        else
            Array.ForEach(addresses, address => ByAddress(way with { Place = address }));
    }

    private void ByAddress(Way way)
    {
        RuleRow? winner = Winner(way, way.Place);
        way = way with { AddressRule = winner?.Id ?? way.AddressRule, Upstream = winner?.Upstream ?? way.Upstream };
        if (winner?.Action == "block")
            Refuse("blocked", way);
        else if (!Elsewhere(ref way, winner))
            Dial(way);
    }

    /// <summary>True where the rule has led elsewhere, or could not.</summary>
    private bool Elsewhere(ref Way way, RuleRow? rule)
    {
        if (rule is null || (rule.ToDomain ?? rule.ToNetwork ?? rule.ToAddress) is null && rule.ToPort is null)
            return false;
        string? made = rule switch
        {
            { ToAddress: { } address } => address,
            { ToDomain: { } template } => Filled(template, rule, way),
            { ToNetwork: { } network } => Into(network, rule, way),
            _ => way.Place,
        };
        if (made is null)
        {
            Refuse("name_not_found", way);
            return true;
        }
        int port = (int)(rule.ToPort ?? way.Port);
        if (made == way.Place && port == way.Port)
            return false;
        string here = $"{way.Place} {way.Port}", there = $"{made} {port}";
        way = way with { Place = made, Port = port, Name = IsName(made) ? made : way.Name, Left = [.. way.Left, here] };
        if (way.Left.Contains(there) || way.Left.Length > 8 || ++rewrites > 64)
            Refuse("rewrite_loop", way);
        else if (IsName(made))
            ByName(way);
        else
            ByAddress(way);
        return true;
    }

    private static string? Filled(string template, RuleRow rule, Way way)
    {
        string sub = Sub(rule, way);
        string shorter = sub.Length == 0 && template.StartsWith("{sub}.", StringComparison.Ordinal) ? template[6..] : template;
        string host = rule.Network is null ? "" : $"{Host(rule.Network, way.Place)}";
        string name = shorter.Replace("{sub}", sub, StringComparison.Ordinal).Replace("{host}", host, StringComparison.Ordinal);
        string[] labels = name.Split('.');
        return name.Length <= 253 && labels.All(label => label.Length is > 0 and <= 63) && !labels[^1].All(char.IsAsciiDigit) ? name : null;
    }

    private static string? Into(string network, RuleRow rule, Way way)
    {
        (string first, int length) = Split(network);
        BigInteger number;
        if (rule.Network is null)
        {
            if (!BigInteger.TryParse(Sub(rule, way), NumberStyles.None, CultureInfo.InvariantCulture, out number) || number >= BigInteger.Pow(2, Bits(first) - length))
                return null;
        }
        else
        {
            // RFC 6052: a /96 has the 32 bits of IPv4 at its end, a /64 behind 8 bits of nothing.
            bool carries = IsFour(way.Place) && !IsFour(first), carried = !IsFour(way.Place) && network == "0.0.0.0/0" && Split(rule.Network).Length == 64;
            if (carried && ((Number(way.Place) >> 56) & 0xff) != 0)
                return null;
            number = carries && length == 96 ? Number(way.Place)
                : carries && length == 64 ? Number(way.Place) << 24
                : carried ? (Number(way.Place) >> 24) & uint.MaxValue
                : Host(rule.Network, way.Place);
        }
        return Text(Number(first) + number, Bits(first));
    }

    private static string Sub(RuleRow rule, Way way)
    {
        string suffix = rule.Domain is null or "*" ? "" : rule.Domain.TrimStart('.', '=');
        string name = way.Name ?? "";
        return suffix.Length == 0 ? name : name == suffix ? "" : name[..^(suffix.Length + 1)];
    }

    private RuleRow? Winner(Way way, string? address) => rules
        .Where(rule => rule.Network is null == address is null)
        .Where(rule => address is null || Contains(rule.Network!, address))
        .Where(rule => rule.Domain is null || (way.Name is not null && (address is not null || IsName(way.Place)) && DomainHolds(rule.Domain, way.Name)))
        .Where(rule => rule.Ports is null || rule.Ports == $"{way.Port}")
        .Where(rule => rule.Client is null || Contains(rule.Client, way.Client))
        .OrderByDescending(rule => rule.Priority)
        .ThenByDescending(rule => rule.Network is null ? 0 : Split(rule.Network).Length + (IsFour(rule.Network) ? 96 : 0))
        .ThenByDescending(rule => rule.Domain switch { null => 0, "*" => 1, ['=', ..] => 4, ['.', ..] => 3, _ => 2 })
        .ThenByDescending(rule => rule.Domain?.Split('.', StringSplitOptions.RemoveEmptyEntries).Length)
        .ThenByDescending(rule => new[] { rule.Domain, rule.Network, rule.Ports, rule.Client }.Count(condition => condition is not null))
        .ThenBy(rule => rule.Id)
        .FirstOrDefault();

    private void Dial(Way way)
    {
        if (!IsName(way.Place) && IsNoHost(way.Place))
        {
            Refuse("forbidden", way);
            return;
        }
        string text = $"{way.Place} {way.Port} {way.Upstream} {way.Rule} {way.AddressRule}";
        if (way.Left.Length == 0 || !dialed.Any(known => known.StartsWith($"{way.Place} {way.Port} {way.Upstream} ", StringComparison.Ordinal)))
            dialed.Add(text);
    }

    /// <summary>0.0.0.0/8, also behind 64:ff9b::/96: the one of the protected ranges that the test comes to.</summary>
    private static bool IsNoHost(string address) => address.StartsWith("0.", StringComparison.Ordinal) || (Contains("64:ff9b::/96", address) && Host("64:ff9b::/96", address) >> 24 == 0);

    private void Refuse(string outcome, Way way)
    {
        if (refusal is null || (outcome == "blocked" && !refusal.StartsWith("blocked", StringComparison.Ordinal)))
            refusal = $"{outcome} {way.Rule} {way.AddressRule}";
    }

    private static bool DomainHolds(string domain, string name) => domain switch
    {
        "*" => true,
        ['=', ..] => name == domain[1..],
        ['.', ..] => name.EndsWith(domain, StringComparison.Ordinal),
        _ => name == domain || name.EndsWith("." + domain, StringComparison.Ordinal),
    };

    private static bool IsName(string place) => !IPAddress.TryParse(place, out _);

    private static bool IsFour(string place) => !place.Contains(':');

    private static int Bits(string address) => IsFour(address) ? 32 : 128;

    private static (string First, int Length) Split(string network) =>
        network.Split('/') is [var first, var length] ? (first, int.Parse(length, CultureInfo.InvariantCulture)) : (network, Bits(network));

    private static bool Contains(string network, string address) =>
        Split(network) is var (first, length) && IsFour(first) == IsFour(address) && Number(first) >> (Bits(first) - length) == Number(address) >> (Bits(first) - length);

    private static BigInteger Host(string network, string address) => Number(address) % BigInteger.Pow(2, Bits(address) - Split(network).Length);

    private static BigInteger Number(string address) => new(IPAddress.Parse(address).GetAddressBytes(), isUnsigned: true, isBigEndian: true);

    private static string Text(BigInteger number, int bits)
    {
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return new IPAddress([.. new byte[bits / 8 - bytes.Length], .. bytes]).ToString();
    }

    private sealed record Way(string Place, int Port, string Client, string? Name, string[] Left, long? Rule, long? AddressRule, string Upstream);
}
