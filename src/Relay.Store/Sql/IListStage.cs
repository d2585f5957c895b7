using System.Data.Common;
using Relay.Store.Lists;

namespace Relay.Store.Sql;

/// <summary>The fastest way of an engine to bring many rows into a temporary table.</summary>
internal interface IListStage
{
    /// <summary>Makes and fills <c>listed</c>: the columns of <c>rule</c> that an import is about, empty where they are null.</summary>
    Task FillAsync(DbConnection connection, DbTransaction transaction, ImportRequest request, CancellationToken cancellation);
}
