using Microsoft.Extensions.Logging;

namespace Relay.Worker.Telemetry;

internal static partial class Log
{
    [LoggerMessage(1400, LogLevel.Warning, "{Path} cannot be read ({Why}): the name servers last known are asked")]
    public static partial void ResolvConfUnreadable(ILogger logger, string path, string why);
}
