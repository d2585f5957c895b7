namespace Relay.Store.Model.Rules;

/// <summary>Admits the rules that lead a name of their domain elsewhere, for some flow.</summary>
internal readonly struct RewriteFilter(RuleLayer layer) : IRuleFilter
{
    public RuleCondition UnmetBy(in RuleBody body) =>
        body.Kind >= DomainPatternKind.AtOrBelow && layer.ActionOf(body).Verdict.Rewrite is { Mapping: not null } ? RuleCondition.None : RuleCondition.Flow;
}
