using Microsoft.Extensions.Logging;

namespace Relay.Worker.Telemetry;

/// <summary>
/// Everything the worker says, in one place. Event ids by area: 1000 loops, 1100 listeners, 1200 flows, 1300 naming, 1400 resolving, 1500 hosting, 1600 monitoring; 2000 and up are the store's, 3000 those of urelay-pdns.
/// A peer's fault is Debug; what an administrator must act on is Warning or Error.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Error, "Work on {Loop} failed: this is a bug, please report it")]
    public static partial void LoopWorkFailed(ILogger logger, Exception failure, string? loop);

    [LoggerMessage(1100, LogLevel.Warning, "No room for another connection ({Why}): accepting pauses; open flows go on")]
    public static partial void AcceptsPaused(ILogger logger, string why);

    [LoggerMessage(1101, LogLevel.Information, "Accepting again; it had paused {Count} times")]
    public static partial void AcceptsResumed(ILogger logger, long count);

    [LoggerMessage(1200, LogLevel.Error, "Flow {Id} failed: this is a bug, please report it")]
    public static partial void FlowFailed(ILogger logger, Exception bug, long id);

    [LoggerMessage(1201, LogLevel.Warning, "{Problem}; the host's own addresses are protected as they were, and read again in a second")]
    public static partial void AddressesUnreadable(ILogger logger, string problem);

    [LoggerMessage(1202, LogLevel.Warning, "Flows are refused: {Why}")]
    public static partial void FlowsRefused(ILogger logger, string why);

    [LoggerMessage(1203, LogLevel.Information, "Flows are no longer refused; {Count} were ({Why})")]
    public static partial void FlowsNoLongerRefused(ILogger logger, long count, string why);

    [LoggerMessage(1204, LogLevel.Warning, "Network namespace {Netns}: {Problem}; no flow goes out there until it can be read")]
    public static partial void NamespaceUnreadable(ILogger logger, string netns, string problem);

    [LoggerMessage(1205, LogLevel.Warning, "More flows go to unknown phantom addresses than have an audit row each ({Why}); the others share one a client and minute, which has their number")]
    public static partial void GuessesCounted(ILogger logger, string why);

    [LoggerMessage(1206, LogLevel.Information, "Flows to unknown phantom addresses have an audit row each again; {Count} shared one")]
    public static partial void GuessesNoLongerCounted(ILogger logger, long count);

    [LoggerMessage(1500, LogLevel.Information, "Listener {Listener}: {Url}")]
    public static partial void Listening(ILogger logger, string listener, string url);

    [LoggerMessage(1503, LogLevel.Warning, "--max-flows allows {Allowed} flows, but the limit of open files has room for {Room}: raise it (LimitNOFILE=, ulimit -Hn)")]
    public static partial void FewerFlowsThanAllowed(ILogger logger, int allowed, int room);

    [LoggerMessage(1600, LogLevel.Information, "Metrics: http://{Endpoint}/metrics")]
    public static partial void ServingMetrics(ILogger logger, string endpoint);

    [LoggerMessage(1601, LogLevel.Warning, "--metrics {Endpoint} is no loopback address: whoever reaches it may read the figures and the store's name; allow it only from where they are collected")]
    public static partial void MetricsAreReachable(ILogger logger, string endpoint);

    [LoggerMessage(1602, LogLevel.Warning, "'urelay status' will not find this worker: {Why}")]
    public static partial void StatusSocketRefused(ILogger logger, string why);

    [LoggerMessage(1501, LogLevel.Information, "Ending: open flows have {Seconds} s")]
    public static partial void Draining(ILogger logger, double seconds);

    [LoggerMessage(1502, LogLevel.Information, "Ended; {Count} flows were cut off")]
    public static partial void Drained(ILogger logger, int count);
}
