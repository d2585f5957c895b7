using System.Globalization;
using Relay.Store.Model.Rules;

namespace Relay.Store.Model.Compiling;

/// <summary>
/// What a rule that is not of the layer has become: compiled, rejected for its conditions (then <paramref name="Fault"/> says why, and
/// <paramref name="Action"/> may have a defect too), or gone. <paramref name="Waiting"/> is the row of one that is rejected for want of room, which there may be later.
/// </summary>
internal sealed record RuleEdit(RuleDraft? Draft = null, string? Fault = null, RuleAction? Action = null, RuleRow? Waiting = null)
{
    public static readonly RuleEdit Gone = new();

    public bool IsRejected => Fault is not null;

    /// <summary>The same row with its action compiled again.</summary>
    public RuleEdit With(ActionCompiler actions) => this with
    {
        Draft = Draft is { } draft ? draft with { Action = actions.Compile(draft.Action.Text) } : null,
        Action = Action is null ? null : actions.Compile(Action.Text),
    };

    /// <summary>What is wrong with the conditions and, where it is known, with the action.</summary>
    public void Report(long id, Problems problems) =>
        problems.Reject(RuleCompiler.Table, id.ToString(CultureInfo.InvariantCulture), ((string?[])[Fault, Action?.Verdict.Defect]).OfType<string>());
}
