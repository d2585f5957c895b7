using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>A row of <c>audit_loss</c>: so many flows of a worker were not recorded, from then to then (UTC ticks).</summary>
internal sealed record AuditLoss(long Worker, long BeganAt, long EndedAt, long Flows, JournalFull Policy);
