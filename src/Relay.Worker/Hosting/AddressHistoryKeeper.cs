using Microsoft.Extensions.Logging;
using Relay.Worker.Routing;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Hosting;

/// <summary>Reads the history of addresses at the start, and writes it once a minute and at the end. Not on a loop: files make waits.</summary>
internal sealed class AddressHistoryKeeper : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly string path;
    private readonly AddressHistoryFile file;
    private readonly AddressHistory history;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly Lock writing = new();
    private readonly ITimer timer;
    private long written;
    private string? failure;

    public AddressHistoryKeeper(string path, AddressHistory history, ILogger logger, TimeProvider time)
    {
        (this.path, this.history, this.logger, this.time) = (path, history, logger, time);
        file = new AddressHistoryFile(path);
        Try(() =>
        {
            if (file.Load(history) is not 0 and int strange)
                Log.AddressHistoryStrange(logger, path, strange);
        });
        written = history.Version;
        timer = time.CreateTimer(_ => Save(), null, Interval, Interval);
    }

    public void Dispose()
    {
        timer.Dispose();
        Save();
    }

    private void Save()
    {
        lock (writing)
        {
            long version = history.Version;
            if (version == written)
                return;
            Try(() => file.Save(history, time.GetUtcNow().UtcTicks));
            written = version;
        }
    }

    // Told once, not each minute: without the file only the first dials after a restart are slower.
    private void Try(Action work)
    {
        try
        {
            work();
            failure = null;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            if (failure != wrong.Message)
                Log.AddressHistoryUnusable(logger, path, wrong.Message);
            failure = wrong.Message;
        }
    }
}
