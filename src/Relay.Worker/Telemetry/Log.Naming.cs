using Microsoft.Extensions.Logging;

namespace Relay.Worker.Telemetry;

internal static partial class Log
{
    [LoggerMessage(1300, LogLevel.Warning, "DNS listener {Listener}: the store cannot be asked, new names are answered SERVFAIL: {Why}")]
    public static partial void NamingUnavailable(ILogger logger, string listener, string why);

    [LoggerMessage(1301, LogLevel.Information, "DNS listener {Listener}: the store answers again")]
    public static partial void NamingResumed(ILogger logger, string listener);

    [LoggerMessage(1302, LogLevel.Debug, "DNS listener {Listener}: too many TCP connections, one was reset")]
    public static partial void NamingStreamRefused(ILogger logger, string listener);
}
