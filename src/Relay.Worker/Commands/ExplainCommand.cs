using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Relay.Store;
using Relay.Worker.Explaining;
using Relay.Worker.Loops;
using Relay.Worker.Resolving;
using Relay.Worker.Routing;
using Relay.Worker.Sockets;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Commands;

/// <summary><c>urelay explain</c>: what would become of a flow, and why. Looks at the store, asks name servers, and changes nothing.</summary>
internal static class ExplainCommand
{
    /// <summary>The exit status of a flow that would not be relayed: grep's 1 is taken by what could not be done.</summary>
    public const int WouldBeRefused = 3;

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static async Task<int> RunAsync(Settings settings, ExplainOptions options)
    {
        using ILoggerFactory loggers = Logging.Create(LogLevel.Warning);
        ILogger logger = loggers.CreateLogger("urelay");
        await using StoreReader store = await StoreReader.OpenAsync(settings.Store, TimeProvider.System, CancellationToken.None);
        using EventLoop loop = new("explain", TimeProvider.System, logger);
        loop.Start();
        using NamespaceSockets namespaces = new();
        UpstreamSockets sockets = new(namespaces);
        IResolver resolver = options.AsksDns
            ? new Resolver(loop, sockets, ResolverSettings.Of(settings.Gateway.Resolvers, logger), new ResolverOptions { Hosts = settings.Gateway.Hosts }, logger)
            : new NamesAtHand(settings.Gateway.Hosts);
        using HostGuard guard = new(logger);
        CandidateRanking ranking = new(loop, new SourceAddresses(loop, sockets), HistoryOf(settings));
        Explainer explainer = new(store, new Router(loop, resolver, ranking, guard, settings.Gateway.Flows.BlockUnmatched));
        if (await loop.RunAsync(() => options.Asked is { } asked ? ExplainAsync(explainer, asked) : ExplainAsync(explainer, store, options.Connection)) is not { } explanation)
            return Outcomes.Tell($"the row of connection {options.Connection} does not say what was asked for (--audit-domains, or no request came)", Outcomes.Failed);
        await Console.Out.WriteLineAsync(options.AsJson ? JsonSerializer.Serialize(explanation, Format) : ExplanationText.Of(explanation));
        return explanation.Conclusion.Verdict is Conclusion.Relayed or Conclusion.Undecided ? 0 : WouldBeRefused;
    }

    /// <summary>What a worker wrote last; as good as none where it cannot be read, for it matters to the order alone.</summary>
    private static AddressHistory HistoryOf(Settings settings)
    {
        AddressHistory history = new();
        try
        {
            if (settings.Gateway.AddressHistoryFile is { } path)
                _ = new AddressHistoryFile(path).Load(history);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            _ = Outcomes.Tell($"{settings.Gateway.AddressHistoryFile}: {unreadable.Message}; the order of addresses is that of a worker that has just begun", Outcomes.Failed);
        }
        return history;
    }

    private static async Task<Explanation?> ExplainAsync(Explainer explainer, Inquiry asked) => await explainer.ExplainAsync(asked);

    private static async Task<Explanation?> ExplainAsync(Explainer explainer, StoreReader store, long connection)
    {
        RecordedFlow row = await store.FlowAsync(connection)
            ?? throw new StoreUnavailableException($"there is no row {connection} of connection: a flow has one a moment after it has ended, or while it is long");
        if (Hindsight.InquiryOf(row, out IReadOnlyList<string> notes) is not { } asked)
            return null;
        Explanation today = await explainer.ExplainAsync(asked);
        long[] deciding = [.. ((long?[])[row.RuleId, row.AddressRuleId]).OfType<long>()];
        IReadOnlyList<string> differences = Hindsight.Differences(row, today, await store.RulesAsync(deciding));
        return today with { Recorded = new Recorded(row, notes, differences) };
    }
}
