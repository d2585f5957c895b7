using System.Data.Common;
using Relay.Store.Lists;

namespace Relay.Store.Sql;

/// <summary>The fastest way of an engine to write many rules in one transaction.</summary>
internal interface IListWriter
{
    /// <summary>Who writes keeps all others waiting: what can be done before is to be done before.</summary>
    bool WritesAlone { get; }

    /// <summary>Has other imports of the list wait for the end of the transaction.</summary>
    /// <returns>What is another one after each change of a rule, where <see cref="WritesAlone"/>.</returns>
    Task<long> TakeAsync(DbConnection connection, DbTransaction? transaction, string origin, CancellationToken cancellation);

    /// <summary>Brings the difference to where <see cref="WriteAsync"/> takes it from; on the same connection, and in a transaction that keeps nobody waiting or in the same.</summary>
    Task StageAsync(DbConnection connection, DbTransaction? transaction, ListDifference difference, CancellationToken cancellation);

    Task WriteAsync(DbConnection connection, DbTransaction? transaction, ImportRequest request, ListDifference difference, CancellationToken cancellation);
}
