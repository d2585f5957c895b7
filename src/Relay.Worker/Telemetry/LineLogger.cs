using Microsoft.Extensions.Logging;
using Relay.Worker.Linux;

namespace Relay.Worker.Telemetry;

/// <summary>
/// One line an entry: <c>urelay: message</c>. Where systemd's journal reads (JOURNAL_STREAM is set), the priority comes first, sd-daemon(3): <c>&lt;4&gt;</c>.
/// </summary>
internal sealed class LineLogger : ILogger
{
    private readonly bool withPriority = Environment.GetEnvironmentVariable("JOURNAL_STREAM") is not null;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string message = exception is null ? formatter(state, null) : $"{formatter(state, null)}: {exception}";
        string priority = withPriority ? PriorityOf(logLevel) : "";
        StandardError.WriteLine($"{priority}urelay: {message.ReplaceLineEndings(" | ")}");
    }

    private static string PriorityOf(LogLevel level) => level switch
    {
        LogLevel.Critical => "<2>",
        LogLevel.Error => "<3>",
        LogLevel.Warning => "<4>",
        LogLevel.Information => "<6>",
        _ => "<7>",
    };
}
