using Microsoft.Extensions.Logging;

namespace Relay.Worker.Telemetry;

internal static partial class Log
{
    [LoggerMessage(1300, LogLevel.Warning, "DNS listener {Listener}: the store cannot be asked, new names are answered SERVFAIL: {Why}")]
    public static partial void NamingUnavailable(ILogger logger, string listener, string why);

    [LoggerMessage(1301, LogLevel.Information, "DNS listener {Listener}: the store answers again")]
    public static partial void NamingResumed(ILogger logger, string listener);

    [LoggerMessage(1302, LogLevel.Debug, "DNS listener {Listener}: too many TCP connections, one of {Client} was reset")]
    public static partial void NamingStreamRefused(ILogger logger, string listener, string client);

    [LoggerMessage(1303, LogLevel.Warning, "A client asks DNS for more replies over UDP than --dns-replies-per-client allows: half of what is over it is told to come by TCP, the rest dropped; first {Who}")]
    public static partial void NamingLimited(ILogger logger, string who);

    [LoggerMessage(1304, LogLevel.Information, "No client is over --dns-replies-per-client any more; {Count} replies were ({Who})")]
    public static partial void NamingNoLongerLimited(ILogger logger, long count, string who);

    [LoggerMessage(1305, LogLevel.Information, "DNS listener {Listener}: {Certificate} has changed and was read again")]
    public static partial void NamingCertificateRead(ILogger logger, string listener, string certificate);

    [LoggerMessage(1306, LogLevel.Warning, "DNS listener {Listener}: the changed files are no use, the certificate from before serves on: {Why}")]
    public static partial void NamingCertificateUnusable(ILogger logger, string listener, string why);
}
