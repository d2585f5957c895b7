using Microsoft.Extensions.Logging;

namespace Relay.Worker.Telemetry;

/// <summary>Logs go to standard error, a line each.</summary>
internal static class Logging
{
    public static ILoggerFactory Create(LogLevel least) =>
        LoggerFactory.Create(builder => builder.SetMinimumLevel(least).AddProvider(new LineLoggerProvider()));
}
