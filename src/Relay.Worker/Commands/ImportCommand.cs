using Microsoft.Extensions.Logging;
using Relay.Store;
using Relay.Store.Lists;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Commands;

/// <summary><c>urelay import</c>: makes rules of lists, and says what it did.</summary>
internal static class ImportCommand
{
    public static async Task<int> RunAsync(Settings settings, ImportOptions options)
    {
        ListReader reader = new(options.As);
        foreach (string path in options.Paths)
            await ReadAsync(reader, path);
        ImportRequest request = options.Request with { List = reader.Finish() };
        // A download that went wrong must not open what the list blocks.
        if (request.List.IsEmpty && options.Paths.Count > 0)
            return Outcomes.Tell($"the list {request.Origin} stays as it was: {Nothing(reader)}; to remove it write --remove", Outcomes.Failed);
        if (request.Answer is not null && request.List.Networks.Count > 0)
            throw new UsageException("--answer is for names, and the list has networks: import these as a list of their own, with --format cidr");
        using ILoggerFactory loggers = Logging.Create(LogLevel.Warning);
        ImportReport report = await RelayStore.ImportAsync(settings.Store, request, loggers, TimeProvider.System, CancellationToken.None);
        if (options.Paths.Count > 0)
            await DescribeAsync(reader, request);
        await Console.Out.WriteLineAsync(request.DryRun
            ? $"{Count(report.Added, "rule")} would be added, {report.Removed} removed, {report.Kept} kept."
            : $"{Count(report.Added, "rule")} added, {report.Removed} removed, {report.Kept} kept.");
        return 0;
    }

    private static async Task ReadAsync(ListReader reader, string path)
    {
        try
        {
            using StreamReader text = path == "-" ? new StreamReader(Console.OpenStandardInput()) : new StreamReader(path);
            await reader.ReadAsync(text, path, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the list's file '{path}' cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static async Task DescribeAsync(ListReader reader, ImportRequest request)
    {
        RuleList list = request.List;
        await Console.Out.WriteLineAsync(
            $"{Count(reader.Lines, "line")}: {Count(list.Domains.Count, "domain")}, {Count(list.Networks.Count, "network")}, {Count(list.Exceptions.Count, "exception")}.");
        if (!request.Blocks && list.Exceptions.Count > 0)
            await Console.Out.WriteLineAsync("The exceptions are left out: they have a meaning in lists that block only.");
        if (reader.PassedOver == 0)
            return;
        await Console.Out.WriteLineAsync($"{Count(reader.PassedOver, "line")} passed over{(reader.PassedOver > reader.Faults.Count ? ", first" : "")}:");
        foreach (string fault in reader.Faults)
            await Console.Out.WriteLineAsync($"  {fault}");
    }

    private static string Nothing(ListReader reader) =>
        $"{Count(reader.Lines, "line")} without a name or network{(reader.Faults.Count > 0 ? $" ({reader.Faults[0]})" : "")}";

    private static string Count(long count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
