using System.Globalization;
using Relay.Worker.Routing;

namespace Relay.Worker.Explaining;

/// <summary>The place of a candidate in words.</summary>
internal static class OrderWords
{
    /// <summary>Null where there is nothing to say: it is the only one, or stays as it came.</summary>
    public static string? Of(in RankedCandidate candidate, OrderReason reason)
    {
        string?[] words =
        [
            reason.IsTurn ? "the other family's turn" : reason.IsFirst ? candidate.IsIPv4 ? "IPv4 first" : "IPv6 first" : null,
            WordsOf(reason.Rule),
            candidate.Source == SourceAddress.None ? "nothing leads there" : candidate.Source.Address is { } source ? $"from {source}" : null,
            candidate.Past.HasFailed ? "failed, or was overtaken, in the last 10 minutes" : null,
            candidate.Past.Milliseconds is { } took ? string.Create(CultureInfo.InvariantCulture, $"connected in {took} ms") : null,
        ];
        string told = string.Join(", ", words.OfType<string>());
        return told.Length == 0 ? null : told;
    }

    private static string? WordsOf(OrderRule rule) => rule switch
    {
        OrderRule.Failures => "others have failed of late",
        OrderRule.Reachability => "nothing leads to the others",
        OrderRule.SourceScope => "by the scope of its source",
        OrderRule.Deprecation => "the sources of the others are deprecated",
        OrderRule.Encapsulation => "the others are reached through a tunnel",
        OrderRule.Label => "by the label of its source",
        OrderRule.Precedence => "by precedence",
        OrderRule.Scope => "by scope",
        OrderRule.Time => "the quickest known",
        OrderRule.Prefix => "nearest to its source",
        _ => null,
    };
}
