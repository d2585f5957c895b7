using Relay.Store.Model;
using Relay.Worker.Routing;

namespace Relay.Worker.Tests.Routing;

/// <summary>A route whose candidates are as they were found: their order is <see cref="DestinationOrderTests"/>' matter.</summary>
internal sealed record FoundRoute(
    Outcome Outcome, string? Reason, long? RuleId, long? AddressRuleId, RewriteChain? Rewrites, IReadOnlyList<Candidate> Candidates);
