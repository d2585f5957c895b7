namespace Relay.Migrations.Checks;

/// <summary>What must hold for a row, <c>NEW</c> in both engines' triggers, and the sentence that the user reads where it does not. Null is not false: it holds.</summary>
internal sealed record Check(string Sentence, string Condition);
