namespace Relay.Worker.Explaining;

/// <summary>What is wrong with a row, for which the whole configuration is rejected.</summary>
internal sealed record ProblemStep(string Table, string Row, string Message) : Step
{
    internal override string Word => "problem";

    public override IEnumerable<string> Lines() => [$"{Table} {Row}: {Message}"];
}
