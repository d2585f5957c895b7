using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>An address that may be dialed, by which upstream, and which address rule said so.</summary>
internal readonly record struct Candidate(NetAddress Address, Upstream Upstream, long? RuleId);
