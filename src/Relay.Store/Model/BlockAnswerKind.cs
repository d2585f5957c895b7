namespace Relay.Store.Model;

/// <summary>The kinds of answer that a block rule can give to DNS (<c>rule.answer</c>).</summary>
public enum BlockAnswerKind
{
    NxDomain,
    NoData,
    Address,
}
