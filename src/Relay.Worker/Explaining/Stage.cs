using Relay.Store;
using Relay.Store.Model;

namespace Relay.Worker.Explaining;

/// <summary>The rules that a stage came to for one destination, in order, and which has won.</summary>
internal sealed class Stage
{
    /// <summary>More are counted only: a rule for each of a million clients comes to every flow.</summary>
    public const int MostListed = 100;

    private readonly ConsideredRule? winner;
    private readonly IReadOnlyList<StageRule> listed;

    /// <param name="considered">Those in force.</param>
    /// <param name="disabled">Those that are not enabled.</param>
    /// <param name="facts">The flow.</param>
    /// <param name="verdict">What the flow's own look-up said.</param>
    public Stage(IReadOnlyList<ConsideredRule> considered, IReadOnlyList<ConsideredRule> disabled, in FlowFacts facts, in Verdict verdict)
    {
        winner = considered.FirstOrDefault(rule => rule.Matches);
        if (winner?.Id != verdict.RuleId)
            throw new InvalidOperationException($"rule {verdict.RuleId} has won, and rule {winner?.Id} was to be explained");
        Verdict = verdict;
        FlowFacts flow = facts;
        ConsideredRule[] all = [.. considered.Concat(disabled.Where(rule => rule.Matches)).Order(Comparer<ConsideredRule>.Create(ConsideredRule.Compare))];
        HashSet<long> off = [.. disabled.Select(rule => rule.Id)];
        listed = [.. all.Where((rule, place) => place < MostListed || rule == winner).Select(rule => off.Contains(rule.Id) ? Off(rule) : Told(rule, flow))];
        Unlisted = all.Length - listed.Count;
    }

    public Verdict Verdict { get; }

    public int Unlisted { get; }

    public IEnumerable<long> Ids => listed.Select(rule => rule.Id);

    public IReadOnlyList<StageRule> Tell(IReadOnlyDictionary<long, WrittenRule> rows) => [.. listed.Select(rule => rule.With(rows.GetValueOrDefault(rule.Id)))];

    private StageRule Told(ConsideredRule rule, in FlowFacts facts)
    {
        StageRule told = new() { Id = rule.Id, Result = "won", Action = rule.Verdict.Defect is { } defect ? $"refused: {defect}" : null };
        return rule == winner ? told
            : rule.Matches ? told with { Result = "lost", By = Spelling.Of(rule.CriterionAgainst(winner!)) }
            : told with { Result = "no_match", By = Spelling.Of(rule.Unmet), Found = ValueOf(rule.Unmet, facts) };
    }

    private static StageRule Off(ConsideredRule rule) => new() { Id = rule.Id, Result = "disabled" };

    private static string ValueOf(RuleCondition condition, in FlowFacts facts) => condition switch
    {
        RuleCondition.Domain => facts.Domain.Value ?? "an address",
        RuleCondition.Ports => $"{facts.Port}",
        RuleCondition.Client => facts.Client.ToString(),
        RuleCondition.Listener => facts.Listener,
        RuleCondition.Transport => Spelling.Of(facts.Transport),
        _ => Spelling.Of(facts.LearntBy),
    };
}
