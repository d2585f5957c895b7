using System.Globalization;
using System.Text.RegularExpressions;
using Relay.Store.Model.Rules;

namespace Relay.Store.Model.Compiling;

/// <summary>Rows of <c>rule</c>. Broken conditions reject the change; a broken action refuses the flows that come to it.</summary>
internal sealed class RuleCompiler(IReadOnlyDictionary<string, Upstream> upstreams, Problems problems)
{
    private readonly ConditionCompiler conditions = new();
    private readonly ActionCompiler actions = new(upstreams);
    private readonly List<Regex> patterns = [];
    private readonly List<RuleDraft> nameDrafts = [];
    private readonly List<RuleDraft> addressDrafts = [];

    public RuleSet Compile(IReadOnlyList<RuleRow> rows)
    {
        foreach (RuleRow row in rows)
            Add(row);
        return new RuleSet(nameDrafts, addressDrafts, new RuleParts(conditions.Compiled, actions.Compiled, [.. patterns]));
    }

    private void Add(RuleRow row)
    {
        (int condition, string[] wrong) = conditions.Compile(row);
        (int action, string? defect) = actions.Compile(row);
        bool good = wrong.Length == 0;
        good &= DomainCompiler.TryCompile(row.Domain, out DomainPattern domain, out string? domainFault);
        good &= TryNetwork(row, out NetPrefix? network, out string? networkFault);
        if (!good || defect is not null)
            Report(row, rejects: !good, [domainFault is null ? null : $"domain {domainFault}", networkFault, .. wrong, defect]);
        if (!good)
            return;
        if (domain.Regex is not null)
            patterns.Add(domain.Regex);
        (network is null ? nameDrafts : addressDrafts).Add(new RuleDraft
        {
            Id = row.Id,
            Priority = row.Priority,
            Network = network,
            Domain = domain,
            ConditionCount = CountConditions(row),
            Conditions = condition,
            Action = action,
            Pattern = patterns.Count - 1,
        });
    }

    /// <summary>Whether the network of <c>own_host</c> lies inside what it lifts is known only where the flow is dialed, for the addresses of that namespace.</summary>
    private static bool TryNetwork(RuleRow row, out NetPrefix? network, out string? fault)
    {
        network = null;
        fault = row.Network is null && row.OwnHost ? "own_host needs a network: write the addresses of the relay's host that may be reached" : null;
        if (row.Network is null)
            return fault is null;
        bool parsed = CanonicalText.TryPrefix(row.Network, out NetPrefix prefix, out fault);
        network = prefix;
        fault = parsed ? null : $"network {fault}";
        return parsed;
    }

    private void Report(RuleRow row, bool rejects, IEnumerable<string?> faults)
    {
        string key = row.Id.ToString(CultureInfo.InvariantCulture);
        if (rejects)
            problems.Reject("rule", key, faults.OfType<string>());
        else
            problems.Note("rule", key, faults.OfType<string>());
    }

    private static int CountConditions(RuleRow row)
    {
        ReadOnlySpan<string?> columns = [row.Domain, row.Network, row.Ports, row.Client, row.Listener, row.Transport, row.LearntBy];
        return columns.Length - columns.Count((string?)null);
    }
}
