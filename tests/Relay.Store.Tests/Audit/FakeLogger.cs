using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Relay.Store.Tests.Audit;

/// <summary>Keeps the lines of a log.</summary>
internal sealed class FakeLogger : ILogger
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public int Count(string part) => Lines.Count(line => line.Contains(part, StringComparison.Ordinal));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
}
