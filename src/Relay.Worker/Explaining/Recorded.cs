using System.Globalization;
using Relay.Store;

namespace Relay.Worker.Explaining;

/// <summary>What the audit has of a connection, and in what today's explanation differs.</summary>
/// <param name="Row">The row of <c>connection</c>.</param>
/// <param name="Notes">What of it the explanation could not take.</param>
/// <param name="Differences">Empty: today it would go the same way.</param>
internal sealed record Recorded(RecordedFlow Row, IReadOnlyList<string> Notes, IReadOnlyList<string> Differences)
{
    public string Line()
    {
        string decided = string.Create(CultureInfo.InvariantCulture, $"{Row.AcceptedAt} UTC, revision {Row.Revision}: {Row.Outcome}");
        return string.Concat(
            decided,
            Row.Upstream is null ? "" : $" by {Row.Upstream}",
            Row.TargetAddress is null ? "" : $" to {Row.TargetAddress}",
            Row.RuleId is null ? "" : string.Create(CultureInfo.InvariantCulture, $", rule {Row.RuleId}"),
            Row.AddressRuleId is null ? "" : string.Create(CultureInfo.InvariantCulture, $", address rule {Row.AddressRuleId}"),
            Row.Error is null ? "" : $"; {Row.Error}");
    }
}
