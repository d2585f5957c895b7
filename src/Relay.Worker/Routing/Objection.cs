using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>Why something is not dialed, as the audit has it.</summary>
internal readonly record struct Objection(Outcome Outcome, string? Reason = null);
