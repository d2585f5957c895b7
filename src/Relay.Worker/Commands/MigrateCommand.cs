using Microsoft.Extensions.Logging;
using Relay.Store;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Commands;

/// <summary><c>urelay migrate</c>: creates or upgrades the schema, and says what it did.</summary>
internal static class MigrateCommand
{
    public static async Task<int> RunAsync(Settings settings)
    {
        using ILoggerFactory loggers = Logging.Create(LogLevel.Information);
        await using RelayStore store = await RelayStore.OpenAsync(settings.Store, StoreRole.DnsBackend, loggers, TimeProvider.System, CancellationToken.None);
        await Console.Out.WriteLineAsync("The schema is up to date.");
        return 0;
    }
}
