using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Relay.PdnsBackend.Answering;
using Relay.PdnsBackend.Purging;

namespace Relay.PdnsBackend.Serving;

/// <summary>The store of the process, its log, and what empties PowerDNS' caches.</summary>
internal sealed class BackendHost : IDisposable
{
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource ending = new();
    private readonly ILoggerFactory loggers = LoggerFactory.Create(builder => builder
        .AddSimpleConsole(format =>
        {
            format.SingleLine = true;
            format.ColorBehavior = LoggerColorBehavior.Disabled;
        })
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
        .SetMinimumLevel(LogLevel.Information));
    private readonly Task<OpenedStore?> opening;
    private readonly CachePurger? purger;

    /// <summary>Begins to open the store, and waits for nothing.</summary>
    public BackendHost(BackendOptions options)
    {
        ILogger logger = loggers.CreateLogger("urelay-pdns");
        StoreHealth health = new(logger);
        purger = options.ControlSocket is { } path ? new CachePurger(new ControlSocket(path), logger, TimeProvider.System) : null;
        StoreOpener opener = new(cancellation => StoreSource.OpenAsync(options.Store, loggers, cancellation), health, TimeProvider.System);
        Backend = new Backend(new BackendAnswers(opener, options.View, health, TimeProvider.System), logger);
        opening = Task.Run(() => OpenAsync(opener));
    }

    public Backend Backend { get; }

    /// <summary>A store that does not close in time is left to the kernel: nothing here is unsaved.</summary>
    public void Dispose()
    {
        ending.Cancel();
        Task.Run(CloseAsync).Wait(ClosingTime);
        ending.Dispose();
        loggers.Dispose();
    }

    private async Task<OpenedStore?> OpenAsync(StoreOpener opener)
    {
        OpenedStore? store = await opener.RunAsync(ending.Token);
        if (store is not null)
            purger?.Watch(store.Snapshots);
        return store;
    }

    private async Task CloseAsync()
    {
        OpenedStore? store = await opening;
        if (purger is not null)
            await purger.DisposeAsync();
        if (store is { Owner: { } owner })
            await owner.DisposeAsync();
    }
}
