using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Resolving;
using Relay.Worker.Routing;

namespace Relay.Worker.Explaining;

/// <summary>Keeps what a router tells, as steps.</summary>
internal sealed class RouteRecorder(Snapshot snapshot, RuleSet disabled) : IRouteWitness
{
    private readonly List<Func<IReadOnlyDictionary<long, WrittenRule>, Step>> steps = [];
    private readonly HashSet<long> rules = [];

    /// <summary>The rules that the steps speak of.</summary>
    public IReadOnlyCollection<long> Rules => rules;

    public IEnumerable<Step> Tell(IReadOnlyDictionary<long, WrittenRule> rows) => steps.Select(step => step(rows));

    public void OnNameStage(in FlowFacts facts, in Verdict verdict)
    {
        Stage stage = new(snapshot.Rules.ConsiderName(facts), disabled.ConsiderName(facts), facts, verdict);
        Add(stage, rows => new NameRulesStep(stage.Verdict.RuleId, stage.Tell(rows), stage.Unlisted));
    }

    public void OnResolved(in NameQuestion question, ResolveMode mode, Resolution resolution)
    {
        bool isAsked = resolution.Outcome != Outcome.Open;
        ResolveStep step = new(
            question.Name.Value, Spelling.Of(mode), isAsked ? Spelling.Of(resolution.Source) : "nobody", [.. resolution.Addresses.Select(address => address.ToString())],
            resolution.Outcome is Outcome.Ok or Outcome.Open ? null : Spelling.Of(resolution.Outcome), resolution.Reason)
        {
            Resolver = question.Asked?.Name,
            NamedBy = question.Asked is null ? null : question.By is not null ? "rule" : "upstream",
            Servers = resolution.By,
            IsStale = resolution.IsStale,
        };
        steps.Add(_ => step);
    }

    public void OnLeftToProxy(DomainName name) => steps.Add(_ => new ResolveStep(name.Value, Spelling.Of(ResolveMode.Remote), "proxy", [], null, null));

    public void OnRewritten(RewriteChain rewrites) => steps.Add(_ => new RewriteStep(rewrites.RuleId, rewrites.From.ToString(), rewrites.To.ToString()));

    public void OnAddressStage(in FlowFacts facts, NetAddress address, in Verdict verdict, Objection? objection)
    {
        Stage stage = new(snapshot.Rules.ConsiderAddress(facts, address), disabled.ConsiderAddress(facts, address), facts, verdict);
        Add(stage, rows => new AddressRulesStep(
            address.ToString(), stage.Verdict.RuleId, stage.Tell(rows), stage.Unlisted, objection is { } dropped ? Spelling.Of(dropped.Outcome) : null, objection?.Reason));
    }

    private void Add(Stage stage, Func<IReadOnlyDictionary<long, WrittenRule>, Step> step)
    {
        rules.UnionWith(stage.Ids);
        steps.Add(step);
    }
}
