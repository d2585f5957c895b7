using System.Data.Common;
using Dapper;

namespace Relay.Store.Sql;

/// <summary>The few words in which the engines' queries differ.</summary>
internal abstract class SqlDialect
{
    /// <summary>The present time, as the columns hold it.</summary>
    public abstract string Now { get; }

    public abstract string SecondsAgo(int seconds);

    /// <summary>A time in UTC ticks as a parameter: what the columns hold.</summary>
    public abstract object Time(long ticks);

    /// <summary>Makes deletions of this connection overwrite what they delete; null where the engine's own cleaning does that later.</summary>
    public abstract string? EraseWhatIsDeleted { get; }

    /// <summary>Makes one row of the rows of <c>revision</c> that everybody sees; null where there is never more than one.</summary>
    public abstract string? FoldRevisions { get; }

    /// <summary>The elements of a list parameter as rows with one column <c>value</c>.</summary>
    public abstract string Rows(string parameter);

    public abstract object List(IReadOnlyCollection<string> names);

    public abstract object List(IReadOnlyCollection<long> numbers);

    /// <summary>Asking again soon may help.</summary>
    public abstract bool IsTransient(DbException e);

    /// <summary>It is the rows that are refused: asking again never helps.</summary>
    public abstract bool IsRejection(DbException e);

    public DynamicParameters Parameter(string name, object value)
    {
        DynamicParameters parameters = new();
        parameters.Add(name, value);
        return parameters;
    }
}
