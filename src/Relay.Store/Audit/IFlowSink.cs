using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>Where the journal's writer puts flows, the table <c>connection</c>, and their loss, <c>audit_loss</c>.</summary>
internal interface IFlowSink
{
    /// <summary>As many rows as one transaction should have.</summary>
    int MaxBatch { get; }

    /// <summary>How long it should last.</summary>
    TimeSpan MaxTransaction { get; }

    /// <summary>Upserts by id, idempotently; a row that has ended is never replaced by an open one.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now; some may be written.</exception>
    /// <exception cref="RejectedRowsException">The database refuses a row of these; some of the others may be written.</exception>
    Task WriteAsync(IReadOnlyList<FlowRecord> records, CancellationToken cancellation);

    /// <summary>Writes how many flows the journal had no room for; the larger count of one time stays.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be asked now; nothing was written.</exception>
    /// <exception cref="RejectedRowsException">The database refuses the row.</exception>
    Task WriteAsync(AuditLoss loss, CancellationToken cancellation);
}
