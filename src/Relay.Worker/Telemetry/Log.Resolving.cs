using Microsoft.Extensions.Logging;

namespace Relay.Worker.Telemetry;

internal static partial class Log
{
    [LoggerMessage(1400, LogLevel.Warning, "{Path} cannot be read ({Why}): the name servers last known are asked")]
    public static partial void ResolvConfUnreadable(ILogger logger, string path, string why);

    [LoggerMessage(1404, LogLevel.Warning, "{Path} cannot be read ({Why}): the names last known to stand there are used")]
    public static partial void HostsUnreadable(ILogger logger, string path, string why);

    [LoggerMessage(1401, LogLevel.Warning, "An answer is dropped: {Server} answered with a phantom address of the pool {Pool}, so it is, or asks, our own DNS; name another server for --resolver, resolv.conf or the table resolver")]
    public static partial void ResolverLoop(ILogger logger, string? server, string pool);

    [LoggerMessage(1402, LogLevel.Warning, "{Path}, which keeps how addresses did over restarts, cannot be used: {Why}")]
    public static partial void AddressHistoryUnusable(ILogger logger, string path, string why);

    [LoggerMessage(1403, LogLevel.Warning, "{Count} lines of {Path} make no sense, and are left out")]
    public static partial void AddressHistoryStrange(ILogger logger, string path, int count);
}
