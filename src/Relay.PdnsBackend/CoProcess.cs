using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Relay.Store;

namespace Relay.PdnsBackend;

/// <summary>Composition: the process' own streams, clock and store.</summary>
internal sealed class CoProcess(StoreOptions options, string listener) : IDisposable
{
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource ending = new();
    private Task<OpenedStore?> opening = Task.FromResult<OpenedStore?>(null);
    private ILoggerFactory? loggers;

    public int Run()
    {
        using Stream input = Console.OpenStandardInput(), output = Console.OpenStandardOutput();
        // Standard output is the protocol: whatever else writes to the console goes to PowerDNS' log.
        Console.SetOut(Console.Error);
        new PipeLoop(Open).Run(input, output);
        ending.Cancel();
        // A store that does not close in time is left to the kernel: PowerDNS is gone, and nothing here is unsaved.
        Task.Run(CloseAsync).Wait(ClosingTime);
        return 0;
    }

    public void Dispose()
    {
        ending.Dispose();
        loggers?.Dispose();
    }

    private PipeBackend Open()
    {
        ILoggerFactory made = loggers = LoggerFactory.Create(builder => builder
            .AddSimpleConsole(format =>
            {
                format.SingleLine = true;
                format.ColorBehavior = LoggerColorBehavior.Disabled;
            })
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .SetMinimumLevel(LogLevel.Information));
        ILogger logger = made.CreateLogger("urelay-pdns");
        StoreHealth health = new(logger);
        StoreOpener opener = new(cancellation => StoreSource.OpenAsync(options, made, cancellation), health, TimeProvider.System);
        opening = Task.Run(() => opener.RunAsync(ending.Token));
        return new PipeBackend(new PipeAnswers(opener, listener, health, TimeProvider.System), logger);
    }

    private async Task CloseAsync()
    {
        if (await opening is { Owner: { } owner })
            await owner.DisposeAsync();
    }
}
