namespace Relay.Store.Model.Rules;

/// <summary>What a look-up asks of a rule beyond network and domain. Implemented by structs, so that the search is compiled for each.</summary>
internal interface IRuleFilter
{
    /// <summary>The condition that keeps the rule from matching, or none.</summary>
    RuleCondition UnmetBy(in RuleBody body);
}
