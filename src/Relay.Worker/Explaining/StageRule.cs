using System.Globalization;
using Relay.Store;

namespace Relay.Worker.Explaining;

/// <summary>A rule that a stage came to.</summary>
internal sealed record StageRule
{
    public required long Id { get; init; }

    /// <summary><c>won</c>, <c>no_match</c>, <c>lost</c> (to the winner), or <c>disabled</c> (it would match).</summary>
    public required string Result { get; init; }

    /// <summary>Of <c>no_match</c> the condition that does not hold; of <c>lost</c> what decided: priority, network, domain, conditions (more of them) or id.</summary>
    public string? By { get; init; }

    /// <summary>What the flow has in place of the condition.</summary>
    public string? Found { get; init; }

    public long? Priority { get; init; }

    public IReadOnlyDictionary<string, string> Conditions { get; init; } = new Dictionary<string, string>();

    /// <summary>What it does, in words; with what is wrong, where it cannot be done.</summary>
    public string? Action { get; init; }

    public string? Comment { get; init; }

    /// <summary>With the row as it stands in the table; null where it has just been deleted.</summary>
    public StageRule With(WrittenRule? written) => written is null ? this : this with
    {
        Priority = written.Row.Priority,
        Conditions = RuleWords.ConditionsOf(written.Row),
        Action = Action ?? RuleWords.ActionOf(written.Row),
        Comment = written.Comment,
    };

    public string Line()
    {
        string conditions = Conditions.Count == 0 ? "anything" : string.Join(", ", Conditions.Select(pair => $"{pair.Key} {pair.Value}"));
        string comment = Comment is null ? "" : $"  -- {Comment.ReplaceLineEndings(" ")}";
        string priority = Priority is null or 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"priority {Priority}, ");
        return $"{Why,-32} rule {Id}: {priority}{conditions} → {Action}{comment}";
    }

    private string Why => Result switch
    {
        "won" => "wins",
        "lost" => $"loses by {By}",
        "no_match" => $"no match: {By}, not {Found}",
        _ => "not enabled",
    };
}
