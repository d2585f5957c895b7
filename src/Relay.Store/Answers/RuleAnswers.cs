using Relay.Store.Model;

namespace Relay.Store.Answers;

/// <summary>What the rules say about answers (<c>rule.answer</c>).</summary>
internal static class RuleAnswers
{
    /// <summary>The answer of the block rule that wins for the name, whoever asks and whatever the port; null where there is none.</summary>
    public static DnsAnswer? For(in DnsQuestion question, DomainName domain, RuleSet rules) =>
        rules.BlockAnswerFor(domain) is { } block ? AnswerOf(question, block) with { Reason = DnsReason.Blocked } : null;

    private static DnsAnswer AnswerOf(in DnsQuestion question, BlockAnswer block) => block switch
    {
        { Kind: BlockAnswerKind.NxDomain } => Replies.NxDomain,
        { Kind: BlockAnswerKind.Address, Address: var address } => Replies.Of(question, Replies.Address(question, address, RootZone.VolatileTtl)),
        _ => Replies.NoData(question),
    };
}
