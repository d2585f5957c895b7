namespace Relay.Worker.Explaining;

/// <summary>The address stage for one address: the rules whose <c>network</c> has it, then the protection of the relay's own host.</summary>
/// <param name="Address">The candidate.</param>
/// <param name="Winner">The rule that won; null: none matches.</param>
/// <param name="Rules">Those that were looked at, in the order in which they win.</param>
/// <param name="Unlisted">How many more there are.</param>
/// <param name="Outcome">Why it is dropped; null: it is dialed.</param>
/// <param name="Reason">In words.</param>
internal sealed record AddressRulesStep(string Address, long? Winner, IReadOnlyList<StageRule> Rules, int Unlisted, string? Outcome, string? Reason) : Step
{
    internal override string Word => "address";

    public override IEnumerable<string> Lines() =>
    [
        $"{Address}: {StageLines.Heading(Winner)}{(Outcome is null ? "" : Reason is null ? $"; dropped, {Outcome}" : $"; dropped, {Outcome}: {Reason}")}",
        .. StageLines.Of(Rules, Unlisted),
    ];
}
