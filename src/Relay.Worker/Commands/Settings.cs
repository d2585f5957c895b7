using System.Globalization;
using Microsoft.Extensions.Configuration;
using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Hosting;
using Relay.Worker.Listening;
using Relay.Worker.Loops;
using Relay.Worker.Monitoring;
using Relay.Worker.Routing;

namespace Relay.Worker.Commands;

/// <summary>
/// What the administrator decided, from the command line, else the environment (<c>URELAY_…</c>), else the JSON file of <c>--config</c>:
/// <code>
/// { "store": "/var/lib/urelay/urelay.db", "listen": ["socks://127.0.0.1:1080"], "resolver": ["192.0.2.53"], "drain": 10, "unmatched": "relay", "journal": "/var/lib/urelay/journal", "audit": "on",
///   "audit-clients": "network", "audit-days": 90, "metrics": "127.0.0.1:9464", "idle-timeout": 7440, "max-flows-per-client": 100, "max-names": 1000000, "forwarder": ["192.0.2.53"] }
/// </code>
/// </summary>
internal sealed record Settings
{
    public required StoreOptions Store { get; init; }

    public required IReadOnlyList<ListenerUrl> Listeners { get; init; }

    public required GatewayOptions Gateway { get; init; }

    /// <summary>Where figures are served for Prometheus; null: nowhere.</summary>
    public MetricsEndpoint? Metrics { get; init; }

    /// <exception cref="UsageException">A value makes no sense: which, and what to write.</exception>
    public static Settings Load(CommandLineValues line)
    {
        ConfigurationBuilder builder = new();
        if (line.ConfigFile is { } file)
            AddFile(builder, file);
        IConfiguration configuration = builder.Build();
        (string location, string? locationFile) = LocationOf(line, configuration);
        PhantomOptions names = PhantomSettings.Parse(key => First(line.Limits.GetValueOrDefault(key), configuration, key), Many(line.Forwarder, configuration, "forwarder"));
        StoreOptions store = AuditSettings.Apply(
            StoreAt(location, First(line.Journal, configuration, "journal")),
            key => First(line.Auditing.GetValueOrDefault(key), configuration, key)) with
        {
            LocationFile = locationFile,
            Phantoms = names with { TellTogether = EventLoop.Together },
        };
        return new Settings
        {
            Store = store,
            Listeners = [.. Many(line.Listen, configuration, "listen").Select(ParseListener)],
            Metrics = First(line.Metrics, configuration, "metrics") is { } metrics ? ParseMetrics(metrics) : null,
            Gateway = new GatewayOptions
            {
                Names = names,
                DnsRepliesPerClient = NamingSettings.ParseReplies(First(line.Limits.GetValueOrDefault(NamingSettings.RepliesKey), configuration, NamingSettings.RepliesKey)),
                AddressHistoryFile = HistoryOf(store),
                Resolvers = [.. Many(line.Resolver, configuration, "resolver").Select(ParseResolver)],
                DrainTimeout = ParseDrain(First(line.Drain, configuration, "drain") ?? "10"),
                Flows = LimitSettings.Parse(key => First(line.Limits.GetValueOrDefault(key), configuration, key)) with
                {
                    BlockUnmatched = !ParseChoice("unmatched", First(line.Unmatched, configuration, "unmatched"), "relay", "block"),
                },
            },
        };
    }

    /// <summary>The store's location, and the file that it stands in where one was named.</summary>
    private static (string Location, string? File) LocationOf(CommandLineValues line, IConfiguration configuration)
    {
        (string? Text, string? File)[] places =
            [(line.Store, line.StoreFile), (Variable("store"), Variable("store-file")), (configuration["store"], configuration["store-file"])];
        foreach ((string? text, string? named) in places)
        {
            if (text is not null && named is not null)
                throw new UsageException("store and store-file: write one of them");
            if (named is not null)
                return (StoreFile.Read(named), Path.GetFullPath(named));
            if (text is not null)
                return (text, null);
        }
        return (StateDirectory.PathOf("urelay.db"), null);
    }

    private static StoreOptions StoreAt(string location, string? journal)
    {
        StoreOptions options = new() { Location = location, JournalDirectory = journal };
        if (options.IsEmbedded)
            return options;
        string directory = journal ?? StateDirectory.PathOf("journal");
        return options with { JournalDirectory = directory, StateDirectory = directory };
    }

    /// <summary>Beside the journal; nowhere where the audit is not to know what was dialed.</summary>
    private static string? HistoryOf(StoreOptions store) =>
        store is { Audit: true, AuditDomains: DomainForm.Full } ? Path.Combine(store.JournalRoot, AddressHistoryFile.Name) : null;

    private static void AddFile(ConfigurationBuilder builder, string file)
    {
        string path = Path.GetFullPath(file);
        if (!File.Exists(path))
            throw new UsageException($"--config {file}: there is no such file");
        try
        {
            builder.AddJsonFile(path, optional: false);
            _ = builder.Build();
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new UsageException($"--config {file}: {(unreadable.InnerException ?? unreadable).Message.ReplaceLineEndings(" ")}");
        }
    }

    private static string? First(string? option, IConfiguration configuration, string key) =>
        option ?? Variable(key) ?? configuration[key];

    private static IReadOnlyList<string> Many(IReadOnlyList<string> options, IConfiguration configuration, string key) =>
        options.Count > 0 ? options
        : Variable(key) is { } listed ? listed.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        : [.. configuration.GetSection(key).GetChildren().Select(child => child.Value ?? "")];

    private static string? Variable(string key) =>
        Environment.GetEnvironmentVariable("URELAY_" + key.ToUpperInvariant().Replace('-', '_')) is { Length: > 0 } value ? value : null;

    private static ListenerUrl ParseListener(string text)
    {
        try
        {
            return ListenerUrl.Parse(text);
        }
        catch (FormatException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }

    private static NetAddress ParseResolver(string text) =>
        NetAddress.TryParse(text, out NetAddress address) ? address : throw new UsageException($"resolver '{text}' is not an address");

    private static MetricsEndpoint ParseMetrics(string text) =>
        MetricsEndpoint.TryParse(text, out MetricsEndpoint endpoint)
            ? endpoint
            : throw new UsageException($"metrics '{text}' is not ADDRESS:PORT, for instance 127.0.0.1:9464 or [::1]:9464");

    private static TimeSpan ParseDrain(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"drain '{text}' is not a number of seconds from 0 to 86400");

    /// <summary>True for the first of two words, which is the default.</summary>
    private static bool ParseChoice(string key, string? text, string first, string second) =>
        text is null || text == first || (text == second ? false : throw new UsageException($"{key} '{text}' is neither {first} nor {second}"));
}
