using System.Globalization;
using System.Text;
using Relay.Store.Model;
using Relay.Worker.Explaining;

namespace Relay.Worker.Tests.Explaining;

/// <summary>A configuration, what name servers know, and a flow: all that decides.</summary>
internal sealed record World
{
    public static readonly string[] Names = ["test", "b.test", "a.b.test", "x.y.b.test", "c.test", "x.onion", "localhost", "foo.local", "none.invalid", "lost.test", "i-hx-1-3.u-relay.home.arpa", "ip6-2606-4700--1.u-relay.home.arpa"];

    public static readonly NetPrefix Pool = NetPrefix.Parse("fd75:7265:6c61:7900::/64");

    public required IReadOnlyList<RuleRow> Rules { get; init; }
    public required IReadOnlyList<RuleRow> Disabled { get; init; }
    public required IReadOnlyList<HostRow> Hosts { get; init; }
    public required IReadOnlyList<StaticMappingRow> Pinned { get; init; }
    public required IReadOnlyList<PoolRow> Pools { get; init; }
    public required IReadOnlyList<SubstitutionRow> Groups { get; init; }
    public required IReadOnlyList<WindowRow> Windows { get; init; }
    public required IReadOnlyList<UpstreamRow> Upstreams { get; init; }

    /// <summary>What name servers answer; a name that is not here does not exist, one without addresses they fail to answer.</summary>
    public required IReadOnlyDictionary<string, string[]> Served { get; init; }

    /// <summary>Names that have a phantom.</summary>
    public required IReadOnlyList<string> Given { get; init; }

    public required bool BlockUnmatched { get; init; }

    public required Inquiry Asked { get; init; }

    /// <summary>Worlds that have a little less.</summary>
    public IEnumerable<World> Smaller() =>
    [
        .. Without(Rules).Select(rules => this with { Rules = rules }),
        .. Without(Disabled).Select(rules => this with { Disabled = rules }),
        .. Without(Hosts).Select(hosts => this with { Hosts = hosts }),
        .. Without(Pinned).Select(pinned => this with { Pinned = pinned }),
        .. Without(Groups).Select(groups => this with { Groups = groups }),
        .. Without(Windows).Select(windows => this with { Windows = windows }),
        .. Without(Given).Select(given => this with { Given = given }),
    ];

    public override string ToString()
    {
        StringBuilder text = new();
        foreach ((string what, IEnumerable<object> rows) in ((string, IEnumerable<object>)[])[
            ("rule", Rules), ("disabled", Disabled), ("host", Hosts), ("static_mapping", Pinned), ("pool", Pools), ("substitution", Groups), ("ipv4_window", Windows), ("upstream", Upstreams), ("phantom", Given),
            ("served", Served.Select(pair => $"{pair.Key}: {string.Join(", ", pair.Value)}"))])
        {
            foreach (object row in rows)
                text.Append(CultureInfo.InvariantCulture, $"{what} {row}\n");
        }
        return text.Append(CultureInfo.InvariantCulture, $"block unmatched: {BlockUnmatched}\nasked: {Asked}").ToString();
    }

    private static IEnumerable<T[]> Without<T>(IReadOnlyList<T> rows) => Enumerable.Range(0, rows.Count).Select(gone => rows.Where((_, i) => i != gone).ToArray());
}
