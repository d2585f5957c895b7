using Microsoft.Extensions.Logging;
using Relay.Store.Model;
using Relay.Store.Telemetry;

namespace Relay.Store.Phantoms;

/// <summary>What limits stood against, in one place: counted, and told once an episode, because it comes as fast as clients like.</summary>
internal sealed partial class PhantomRefusals : IDisposable
{
    /// <summary>How long nothing is refused until an episode has ended.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly PhantomOptions options;
    private readonly ILogger logger;
    private readonly Episode[] episodes;
    private volatile string? rejection;

    public PhantomRefusals(PhantomOptions options, ILogger logger, TimeProvider time)
    {
        (this.options, this.logger) = (options, logger);
        episodes = [.. Enum.GetValues<PhantomLimit>().Select(_ => new Episode(time, Quiet, LogRefused, (why, count) => LogNoLongerRefused(count, why)))];
    }

    public long CountOf(PhantomLimit limit) => episodes[(int)limit].Total;

    public void Note(PhantomLimit limit, NetAddress client) =>
        episodes[(int)limit].Note(limit is PhantomLimit.NewNamesOfClient or PhantomLimit.UnknownOfClient ? $"{Describe(limit)}, first {client}" : Describe(limit));

    /// <summary>What the database said, for <see cref="PhantomLimit.Ids"/>.</summary>
    public void TellRejected(string message) => rejection = message;

    public string Describe(PhantomLimit limit) => limit switch
    {
        PhantomLimit.NewNamesOfClient => $"a client asks for more new names than --new-names-per-client allows: {options.NewNamesPerClient} a second",
        PhantomLimit.NewNames => $"more new names are asked for than --new-names allows: {options.NewNames} a second",
        PhantomLimit.MaxNames => $"there are as many names with a phantom as --max-names allows: {options.MaxNames}",
        PhantomLimit.Ids => $"all ids of phantoms (40 bits) are used up, or the database refuses a name{(rejection is null ? "" : $": {rejection}")}",
        PhantomLimit.UnknownOfClient => $"a client uses more unknown phantom addresses than are looked up: {CachedPhantoms.UnknownPerClient} a second",
        PhantomLimit.Unknown => $"more unknown phantom addresses are used than are looked up: {CachedPhantoms.UnknownOfAll} a second",
        _ => throw new ArgumentOutOfRangeException(nameof(limit), limit, null),
    };

    public void Dispose()
    {
        foreach (Episode episode in episodes)
            episode.Dispose();
    }

    [LoggerMessage(2401, LogLevel.Warning, "Names and phantom addresses are refused: {Why}")]
    private partial void LogRefused(string why);

    [LoggerMessage(2402, LogLevel.Information, "Names and phantom addresses are no longer refused; {Count} were ({Why})")]
    private partial void LogNoLongerRefused(long count, string why);
}
