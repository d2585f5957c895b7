using Microsoft.Extensions.Logging;

namespace Relay.Store.Audit;

/// <summary>What the journal tells the administrator.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(2300, LogLevel.Error, "journal '{Directory}' is full ({Reason}): new flows are refused until the database takes its rows")]
    public static partial void Full(ILogger logger, string directory, string reason);

    [LoggerMessage(2314, LogLevel.Error, "journal '{Directory}' is full ({Reason}): new flows are not recorded, and counted, until the database takes its rows")]
    public static partial void FullAndCounting(ILogger logger, string directory, string reason);

    [LoggerMessage(2315, LogLevel.Error, "audit: {Flows} flows of worker {Worker} between {Began:o} and {Ended:o} have no row, or one without its end, because the journal was full: see the table audit_loss")]
    public static partial void Lost(ILogger logger, long flows, long worker, DateTime began, DateTime ended);

    [LoggerMessage(2316, LogLevel.Error, "audit: the database refuses the row that tells of {Flows} lost flows ({Reason}); only this line keeps it")]
    public static partial void LossRefused(ILogger logger, long flows, string reason);

    [LoggerMessage(2301, LogLevel.Warning, "journal '{Directory}' has room again; {Refused} records of flows were refused")]
    public static partial void NoLongerFull(ILogger logger, string directory, long refused);

    [LoggerMessage(2302, LogLevel.Warning, "audit: the database takes no rows, the journal keeps them: {Reason}")]
    public static partial void Unavailable(ILogger logger, string reason);

    [LoggerMessage(2303, LogLevel.Error, "audit: rows cannot be written, the journal keeps them and they are tried again")]
    public static partial void Unexpected(ILogger logger, Exception exception);

    [LoggerMessage(2304, LogLevel.Information, "audit: the database takes rows again")]
    public static partial void Available(ILogger logger);

    [LoggerMessage(2305, LogLevel.Warning, "audit: the database refuses flow {Id} ({Reason}); it is stored with its texts escaped")]
    public static partial void Escaped(ILogger logger, long id, string reason);

    [LoggerMessage(2306, LogLevel.Warning,
        "audit: the database refuses flow {Id} also with its texts escaped ({Reason}); it is stored without them: {Flow}")]
    public static partial void Bare(ILogger logger, long id, string reason, string flow);

    [LoggerMessage(2307, LogLevel.Error,
        "audit: the database refuses flow {Id} in every form ({Reason}); only this line keeps it ({Count} such): {Flow}")]
    public static partial void Dropped(ILogger logger, long id, string reason, long count, string flow);

    [LoggerMessage(2308, LogLevel.Error, "journal '{Path}': {Bytes} damaged bytes were skipped, the flows in them are lost")]
    public static partial void Damaged(ILogger logger, string path, long bytes);

    [LoggerMessage(2309, LogLevel.Error,
        "journal '{Path}' is none of this version and was left: start the version that wrote it, or delete the file")]
    public static partial void Foreign(ILogger logger, string path);

    [LoggerMessage(2310, LogLevel.Information, "journal of worker {WorkerId}, which died: {Flows} flows were stored, {Lost} of them lost")]
    public static partial void Replayed(ILogger logger, long workerId, long flows, long lost);

    [LoggerMessage(2311, LogLevel.Error, "journal of worker {WorkerId}, which died, cannot be read and was left: {Reason}")]
    public static partial void Unreadable(ILogger logger, long workerId, string reason);

    [LoggerMessage(2312, LogLevel.Warning, "journal '{Directory}' was closed with rows that the database did not take; the next start stores them")]
    public static partial void LeftForNextStart(ILogger logger, string directory);

    [LoggerMessage(2313, LogLevel.Error, "journal '{Directory}': its writer failed and goes on")]
    public static partial void WriterFailed(ILogger logger, Exception exception, string directory);
}
