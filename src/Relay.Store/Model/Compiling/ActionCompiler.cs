using Relay.Store.Model.Rules;
using static Relay.Store.Model.Compiling.CanonicalText;

namespace Relay.Store.Model.Compiling;

/// <summary>
/// The columns that say what becomes of a flow. What cannot be carried out becomes <see cref="VerdictKind.Refuse"/>, never something near it.
/// Rules with the same text share the result.
/// </summary>
internal sealed class ActionCompiler(IReadOnlyDictionary<string, Upstream> upstreams)
{
    private readonly List<RuleAction> compiled = [];
    private readonly Dictionary<ActionText, int> known = [];

    public RuleAction[] Compiled => [.. compiled];

    /// <returns>The index in <see cref="Compiled"/>, and what is wrong: null, or the defect of a refusal.</returns>
    public (int Index, string? Defect) Compile(RuleRow row)
    {
        ActionText key = ActionText.Of(row);
        if (!known.TryGetValue(key, out int index))
        {
            known[key] = index = compiled.Count;
            compiled.Add(Read(row));
        }
        return (index, compiled[index].Verdict.Defect);
    }

    private RuleAction Read(RuleRow row)
    {
        List<string> faults = [];
        RuleAction action = row.Action switch
        {
            "relay" => Relay(row, faults),
            "block" => Block(row, faults),
            _ => default,
        };
        if (row.Action is not ("relay" or "block"))
            faults.Add($"action {Quote(row.Action)} is none of relay, block");
        return faults.Count == 0 ? action : new RuleAction(new Verdict(VerdictKind.Refuse, Defect: string.Join("; ", faults)));
    }

    /// <summary>A block needs nothing of the columns that say how to relay, so that a rule can be turned into one and back.</summary>
    private static RuleAction Block(RuleRow row, List<string> faults)
    {
        BlockAnswer answer = default;
        if (row.Answer is not null && !BlockAnswer.TryParse(row.Answer, out answer))
            faults.Add($"answer {Quote(row.Answer)} is neither nxdomain, nodata nor a canonical address such as 192.0.2.1 or 2001:db8::1");
        return new RuleAction(new Verdict(VerdictKind.Block), row.Answer is null ? null : answer);
    }

    private RuleAction Relay(RuleRow row, List<string> faults)
    {
        if (row.Answer is not null)
            faults.Add("answer is for block rules: write NULL, or action block");
        foreach ((string column, object? value) in (ReadOnlySpan<(string, object?)>)[
            ("to_domain", row.ToDomain), ("to_network", row.ToNetwork), ("to_address", row.ToAddress), ("to_port", row.ToPort), ("resolver", row.Resolver)])
        {
            if (value is not null)
                faults.Add($"{column} is not supported by this version: write NULL");
        }
        Upstream? upstream = row.Upstream is null ? upstreams[Upstream.DirectName] : UpstreamOf(row.Upstream, faults);
        ResolveMode? resolve = ResolveOf(row.Resolve, faults);
        if (resolve == ResolveMode.Remote && upstream is { TakesNames: false })
            faults.Add("resolve remote needs an upstream that takes names: name a proxy as upstream, or write another resolve");
        Verdict verdict = new(VerdictKind.Relay, Upstream: row.Upstream is null ? null : upstream, Resolve: resolve, OwnHost: row.OwnHost);
        return new RuleAction(verdict);
    }

    private Upstream? UpstreamOf(string name, List<string> faults)
    {
        if (!upstreams.TryGetValue(name, out Upstream? upstream))
            faults.Add($"upstream {Quote(name)} does not exist: insert it into table upstream, or name another");
        else if (upstream.Defect is not null)
            faults.Add($"upstream {Quote(name)} cannot be used: {upstream.Defect}");
        return upstream is { Defect: null } ? upstream : null;
    }

    private static ResolveMode? ResolveOf(string? text, List<string> faults)
    {
        switch (text)
        {
            case null: return null;
            case "remote": return ResolveMode.Remote;
            case "6_weak": return ResolveMode.SixWeak;
            case "6_strong": return ResolveMode.SixStrong;
            case "6_only": return ResolveMode.SixOnly;
            case "4_weak": return ResolveMode.FourWeak;
            case "4_strong": return ResolveMode.FourStrong;
            case "4_only": return ResolveMode.FourOnly;
        }
        faults.Add($"resolve {Quote(text)} is none of remote, 6_weak, 6_strong, 6_only, 4_weak, 4_strong, 4_only");
        return null;
    }

    private readonly record struct ActionText(
        string Action, string? Answer, string? ToDomain, string? ToNetwork, string? ToAddress, long? ToPort, string? Upstream, string? Resolver,
        string? Resolve, bool OwnHost)
    {
        public static ActionText Of(RuleRow row) => new(
            row.Action, row.Answer, row.ToDomain, row.ToNetwork, row.ToAddress, row.ToPort, row.Upstream, row.Resolver, row.Resolve, row.OwnHost);
    }
}
