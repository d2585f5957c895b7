namespace Relay.Worker.Explaining;

/// <summary>Where the flow wants to go, and how that is known; or the <paramref name="Outcome"/> that ends it here.</summary>
internal sealed record DestinationStep(string? Domain, string? Address, string? LearntBy, string? Outcome, string? Reason) : Step
{
    internal override string Word => "destination";

    public override IEnumerable<string> Lines() =>
        [Outcome is null ? $"{Domain ?? Address}, learnt by {LearntBy}" : Reason is null ? $"none: {Outcome}" : $"none: {Outcome}, {Reason}"];
}
