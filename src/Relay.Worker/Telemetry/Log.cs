using Microsoft.Extensions.Logging;
using Relay.Worker.Linux;

namespace Relay.Worker.Telemetry;

/// <summary>
/// Everything the worker says, in one place. Event ids by area: 1000 loops, 1100 listeners, 1200 flows, 1300 naming, 1400 resolving, 1500 hosting; 2000 and up are the store's, 3000 those of urelay-pdns.
/// A peer's fault is Debug; what an administrator must act on is Warning or Error.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Error, "Work on {Loop} failed: this is a bug, please report it")]
    public static partial void LoopWorkFailed(ILogger logger, Exception failure, string? loop);

    [LoggerMessage(1100, LogLevel.Warning, "No descriptor or memory for another connection ({Error}): accepting pauses; open flows go on")]
    public static partial void AcceptsPaused(ILogger logger, Errno error);

    [LoggerMessage(1101, LogLevel.Information, "Accepting again")]
    public static partial void AcceptsResumed(ILogger logger);

    [LoggerMessage(1200, LogLevel.Error, "Flow {Id} failed: this is a bug, please report it")]
    public static partial void FlowFailed(ILogger logger, Exception bug, long id);

    [LoggerMessage(1201, LogLevel.Warning, "{Problem}; the host's own addresses are protected as they were, and read again in a second")]
    public static partial void AddressesUnreadable(ILogger logger, string problem);

    [LoggerMessage(1500, LogLevel.Information, "Listener {Listener}: {Url}")]
    public static partial void Listening(ILogger logger, string listener, string url);

    [LoggerMessage(1501, LogLevel.Information, "Ending: open flows have {Seconds} s")]
    public static partial void Draining(ILogger logger, double seconds);

    [LoggerMessage(1502, LogLevel.Information, "Ended; {Count} flows were cut off")]
    public static partial void Drained(ILogger logger, int count);
}
