using System.Data.Common;

namespace Relay.Store.Sql;

/// <summary>The few words in which the engines' queries differ.</summary>
internal abstract class SqlDialect
{
    /// <summary>How long a change stays in the feed. Who did not look for so long reads everything.</summary>
    protected const int FeedSeconds = 600;

    /// <summary>The present time, as the columns hold it.</summary>
    public abstract string Now { get; }

    public abstract string SecondsAgo(int seconds);

    /// <summary>A time in UTC ticks as a parameter: what the columns hold.</summary>
    public abstract object Time(long ticks);

    /// <summary>Makes deletions of this connection overwrite what they delete; null where the engine's own cleaning does that later.</summary>
    public abstract string? EraseWhatIsDeleted { get; }

    /// <summary>Makes one row of the rows of <c>revision</c> that everybody sees; null where there is never more than one.</summary>
    public abstract string? FoldRevisions { get; }

    /// <summary>One row: the place in the feed of changes that this transaction sees, and whether the feed is whole from <c>@place</c> on (not where it is empty).</summary>
    public abstract string FeedPlace { get; }

    /// <summary>The changes that were not seen at <c>@place</c>, as a condition on rows of <c>change</c>.</summary>
    public abstract string FeedSince { get; }

    /// <summary>Deletes changes that every reader has read by now, and notes up to where; <c>@most</c> rows at most where a long transaction holds others up.</summary>
    public abstract string PruneFeed { get; }

    /// <summary>Ids of <c>phantom</c> go on after <c>@passed</c>.</summary>
    public abstract string PassIds { get; }

    /// <summary>
    /// Gives each of <c>@domains</c> that has no phantom one, with an id after <c>@passed</c>, in one transaction, durably; the statement whose first column is
    /// <c>id</c> has those it gave.
    /// </summary>
    public abstract string GivePhantoms { get; }

    /// <summary>Its parameters.</summary>
    public virtual (string Name, object Value)[] GivenTo(IReadOnlyCollection<string> names, long passed) => [("domains", List(names)), ("passed", passed)];

    /// <summary>The newest id that <c>phantom</c> gave, what this picture has seen of <c>phantom_gone</c>, and which run of the server it was.</summary>
    public abstract string Seen { get; }

    /// <summary>What the picture <c>@seen</c> has not seen of <c>phantom_gone</c>.</summary>
    public abstract string Unseen { get; }

    /// <summary>The elements of a list parameter as rows with one column <c>value</c>.</summary>
    public abstract string Rows(string parameter);

    public abstract object List(IReadOnlyCollection<string> names);

    public abstract object List(IReadOnlyCollection<long> numbers);

    /// <summary>What the administrator can do about it; null where the error says it all.</summary>
    public abstract string? Advice(DbException e, Work work);

    /// <summary>Asking again soon may help.</summary>
    public abstract bool IsTransient(DbException e);

    /// <summary>It is the rows that are refused: asking again never helps.</summary>
    public abstract bool IsRejection(DbException e);
}
