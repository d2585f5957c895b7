using Microsoft.Extensions.Logging;

namespace Relay.Worker.Telemetry;

/// <summary>Gives every category the same <see cref="LineLogger"/>. The console logger of the library would touch a terminal that <c>exec</c> shares with its program.</summary>
internal sealed class LineLoggerProvider : ILoggerProvider
{
    private readonly LineLogger logger = new();

    public ILogger CreateLogger(string categoryName) => logger;

    public void Dispose()
    {
    }
}
