using Relay.Store.Model.Rules;

namespace Relay.Store.Model.Compiling;

/// <summary>A row of <c>rule</c>. Broken conditions reject the change; a broken action refuses the flows that come to it.</summary>
/// <param name="ways">What rules name.</param>
/// <param name="regexes">For how many with a regex there is room.</param>
internal sealed class RuleCompiler(Ways ways, int regexes = DomainCompiler.MaxRegexes)
{
    private static readonly string NoRoom =
        $"domain has one regex more than the {DomainCompiler.MaxRegexes} that enabled rules may have: write domains where they do (.example.com), join regexes with |, or turn others off";


    public const string Table = "rule";

    private readonly ConditionCompiler conditions = new();
    private readonly ActionCompiler actions = new(ways);

    /// <returns>False where the conditions do not compile: then there is a fault and no draft.</returns>
    public bool TryCompile(RuleRow row, out RuleDraft draft, out RuleEdit? rejected)
    {
        (FlowConditions condition, string[] wrong) = conditions.Compile(row);
        RuleAction action = actions.Compile(ActionText.Of(row));
        if (DomainCompiler.IsRegex(row.Domain) && --regexes < 0)
        {
            (draft, rejected) = (default, new RuleEdit(Fault: NoRoom, Action: action, Waiting: row));
            return false;
        }
        bool good = wrong.Length == 0;
        good &= DomainCompiler.TryCompile(row.Domain, out DomainPattern domain, out string? domainFault);
        good &= TryNetwork(row, out NetPrefix? network, out string? networkFault);
        draft = good ? new RuleDraft(row.Id, row.Priority, network, domain, CountConditions(row), condition, action) : default;
        rejected = good ? null : new RuleEdit(Fault: Join(domainFault is null ? null : $"domain {domainFault}", networkFault, wrong), Action: action);
        return good;
    }

    /// <summary>What becomes of one row.</summary>
    public RuleEdit Compile(RuleRow row) => TryCompile(row, out RuleDraft draft, out RuleEdit? rejected) ? new RuleEdit(draft) : rejected!;

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

    private static string Join(string? domain, string? network, string[] others) =>
        string.Join("; ", ((string?[])[domain, network, .. others]).OfType<string>());

    private static int CountConditions(RuleRow row) =>
        Set(row.Domain) + Set(row.Network) + Set(row.Ports) + Set(row.Client) + Set(row.Listener) + Set(row.Transport) + Set(row.LearntBy);

    private static int Set(string? column) => column is null ? 0 : 1;
}
