using Relay.Store.Model.Rules;
using static Relay.Store.Model.Compiling.CanonicalText;

namespace Relay.Store.Model.Compiling;

/// <summary>
/// The columns that say what becomes of a flow. What cannot be carried out becomes <see cref="VerdictKind.Refuse"/>, never something near it.
/// Rules with the same text share the result.
/// </summary>
internal sealed class ActionCompiler(Ways ways)
{
    private readonly Dictionary<ActionText, RuleAction> known = [];

    /// <summary>The action; what is wrong with it is the <see cref="Verdict.Defect"/> of its refusal.</summary>
    public RuleAction Compile(ActionText text)
    {
        if (!known.TryGetValue(text, out RuleAction? action))
            known[text] = action = Read(text);
        return action;
    }

    private RuleAction Read(ActionText text)
    {
        List<string> faults = [];
        RuleAction action = text.Action switch
        {
            "relay" => Relay(text, faults),
            "block" => Block(text, faults),
            _ => new RuleAction(text, default),
        };
        if (text.Action is not ("relay" or "block"))
            faults.Add($"action {Quote(text.Action)} is none of relay, block");
        return faults.Count == 0 ? action : new RuleAction(text, new Verdict(VerdictKind.Refuse, Defect: string.Join("; ", faults)));
    }

    /// <summary>A block needs nothing of the columns that say how to relay, so that a rule can be turned into one and back.</summary>
    private static RuleAction Block(ActionText text, List<string> faults)
    {
        BlockAnswer answer = default;
        if (text.Answer is not null && !BlockAnswer.TryParse(text.Answer, out answer))
            faults.Add($"answer {Quote(text.Answer)} is neither nxdomain, nodata nor a canonical address such as 192.0.2.1 or 2001:db8::1");
        return new RuleAction(text, new Verdict(VerdictKind.Block), text.Answer is null ? null : answer);
    }

    private RuleAction Relay(ActionText text, List<string> faults)
    {
        if (text.Answer is not null)
            faults.Add("answer is for block rules: write NULL, or action block");
        Rewrite? rewrite = RewriteCompiler.Compile(text, faults);
        Upstream? upstream = text.Upstream is null ? ways.Upstreams[Upstream.DirectName] : UpstreamOf(text.Upstream, ways.Upstreams, faults);
        NameResolver? resolver = text.Resolver is null ? null : ResolverCompiler.ResolverOf(text.Resolver, ways.Resolvers, faults);
        ResolveMode? resolve = ResolveOf(text.Resolve, faults);
        FamilyCounts counts = default;
        if (text.Counts is not null && !FamilyCounts.TryParse(text.Counts, out counts))
            faults.Add($"counts {Quote(text.Counts)} is not two numbers from 1 to 9 such as 2,1");
        if (resolve == ResolveMode.Remote && upstream is { TakesNames: false })
            faults.Add("resolve remote needs an upstream that takes names: name a proxy as upstream, or write another resolve");
        Verdict verdict = new(VerdictKind.Relay, Upstream: text.Upstream is null ? null : upstream, Resolve: resolve, OwnHost: text.OwnHost, Rewrite: rewrite, Resolver: resolver, Counts: text.Counts is null ? null : counts);
        return new RuleAction(text, verdict);
    }

    /// <summary>The upstream of a name; null with a fault where it cannot be used.</summary>
    public static Upstream? UpstreamOf(string name, IReadOnlyDictionary<string, Upstream> upstreams, List<string> faults)
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
}
