using Relay.Store.Model;

namespace Relay.Store.Lists;

/// <summary>What the rules of a list are to be.</summary>
public sealed record ImportRequest
{
    /// <summary>Its name, in <c>rule.origin</c>.</summary>
    public required string Origin { get; init; }

    public required RuleList List { get; init; }

    /// <summary>They block; else they relay, and exceptions have no meaning.</summary>
    public bool Blocks { get; init; } = true;

    /// <summary>As <c>rule.answer</c>, of those that block.</summary>
    public string? Answer { get; init; }

    /// <summary>As <c>rule.upstream</c>, of those that relay: the list's, or its exceptions.</summary>
    public string? Upstream { get; init; }

    public long Priority { get; init; }

    public NetPrefix? Client { get; init; }

    /// <summary>Only counts.</summary>
    public bool DryRun { get; init; }
}
