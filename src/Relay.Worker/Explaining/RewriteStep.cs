using System.Globalization;

namespace Relay.Worker.Explaining;

/// <summary>The rule that has just won leads elsewhere.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="From">Name or address, and port.</param>
/// <param name="To">The same of where to.</param>
internal sealed record RewriteStep(long Rule, string From, string To) : Step
{
    internal override string Word => "rewrite";

    public override IEnumerable<string> Lines() => [string.Create(CultureInfo.InvariantCulture, $"{From} → {To}, by rule {Rule}")];
}
