namespace Relay.Worker.Explaining;

/// <summary>The name stage: the rules without <c>network</c>.</summary>
/// <param name="Winner">The rule that won; null: none matches.</param>
/// <param name="Rules">Those that were looked at, in the order in which they win.</param>
/// <param name="Unlisted">How many more there are.</param>
internal sealed record NameRulesStep(long? Winner, IReadOnlyList<StageRule> Rules, int Unlisted) : Step
{
    internal override string Word => "name rules";

    public override IEnumerable<string> Lines() => [StageLines.Heading(Winner), .. StageLines.Of(Rules, Unlisted)];
}
