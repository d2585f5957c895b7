using System.Globalization;
using Microsoft.Extensions.Logging;
using Relay.Migrations;
using Relay.Store;
using Relay.Worker.Linux;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Commands;

/// <summary><c>urelay migrate</c>: creates or upgrades the schema, and says what it did.</summary>
internal static class MigrateCommand
{
    private const int MostSeconds = 86_400;

    public static async Task<int> RunAsync(Settings settings, string? wait, bool dryRun)
    {
        TimeSpan limit = wait is null ? Patience.DefaultLimit
            : int.TryParse(wait, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds <= MostSeconds ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"--wait '{wait}' is not a whole number of seconds from 0 to {MostSeconds}");
        using ILoggerFactory loggers = Logging.Create(LogLevel.Information);
        Patience patience = new(limit, whom => StandardError.WriteLine($"urelay: waiting for {whom}"), TimeProvider.System, CancellationToken.None);
        MigrationReport report = await RelayStore.MigrateAsync(settings.Store, patience, dryRun, loggers, TimeProvider.System, CancellationToken.None);
        await Console.Out.WriteLineAsync(Describe(report, settings.Store.Name, dryRun));
        return 0;
    }

    private static string Describe(MigrationReport report, string store, bool dryRun) => report.Steps.Count == 0
        ? $"Nothing to do: the store {store} has schema {report.From}."
        : string.Join('\n', [
            report.From == 0 ? $"The store {store} had no schema." : $"The store {store} had schema {report.From}.",
            .. report.Steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"  {step.Version}  {(dryRun ? "      to do" : $"{step.Took.TotalMilliseconds,8:0} ms")}  {step.Description}")),
            $"The schema {(dryRun ? "would be" : "is now")} {report.To}.",
        ]);
}
