using System.Globalization;
using Relay.Store.Model;

namespace Relay.Worker.Explaining;

/// <summary>What becomes of it all.</summary>
internal sealed record Conclusion
{
    public const string Relayed = "relayed", Refused = "refused", NoPhantom = "no_phantom", Undecided = "undecided";

    /// <summary>
    /// <c>relayed</c>: it is dialed, and whether somebody answers is another matter. <c>refused</c>. <c>no_phantom</c>: DNS gives the client no address that leads here.
    /// <c>undecided</c>: a name server would have to be asked.
    /// </summary>
    public required string Verdict { get; init; }

    /// <summary>As <c>connection.outcome</c> would have it; null where the flow is dialed. With <c>no_phantom</c> that of a client that has an older answer.</summary>
    public string? Outcome { get; init; }

    public string? Reason { get; init; }

    /// <summary>With <c>no_phantom</c> what DNS answers instead.</summary>
    public string? Dns { get; init; }

    public long? RuleId { get; init; }

    /// <summary>That of the address which is dialed first, or which refused.</summary>
    public long? AddressRuleId { get; init; }

    /// <summary>What led to what is dialed first, or to what was refused; as <c>connection.rewrites</c>.</summary>
    public string? Rewrites { get; init; }

    /// <summary>Of what is dialed first.</summary>
    public string? Upstream { get; init; }

    /// <summary>Where <see cref="Upstream"/> is a group, its members: the audit names the one that was used. Else null.</summary>
    public IReadOnlyList<string>? Members { get; init; }

    public static Conclusion RefusedAs(Outcome outcome, string? reason) => new() { Verdict = Refused, Outcome = Spelling.Of(outcome), Reason = reason };

    public string Line()
    {
        string by = string.Concat(
            RuleId is null ? "" : string.Create(CultureInfo.InvariantCulture, $", rule {RuleId}"),
            AddressRuleId is null ? "" : string.Create(CultureInfo.InvariantCulture, $", address rule {AddressRuleId}"));
        return Verdict switch
        {
            Relayed => $"relayed by {Upstream}{by}",
            Undecided => $"not refused so far{by}",
            NoPhantom => $"no phantom: DNS answers {Dns}. With an older answer: {(Outcome is null ? "not refused" : $"refused, {Outcome}")}{by}",
            _ => $"refused: {Outcome}{by}{(Reason is null ? "" : $"; {Reason}")}",
        };
    }
}
