using System.CommandLine;
using System.Globalization;
using Relay.Worker.Flows;
using Relay.Worker.Linux;
using Relay.Worker.Relaying;

namespace Relay.Worker.Commands;

/// <summary>The settings that bound flows, in time and in number: their options, and what they mean.</summary>
internal static class LimitSettings
{
    private const int Day = 86_400, Month = 31 * Day, Hour = 3600;

    private static readonly FlowOptions Default = new();

    /// <summary>Options of <c>run</c> and <c>exec</c>; the key of each is its name without the dashes.</summary>
    public static readonly IReadOnlyList<Option<string?>> Options =
    [
        Seconds("--idle-timeout", "Seconds without a byte either way until a flow ends", Default.Relaying.Idle),
        Seconds("--half-closed-timeout", "The same once one side has ended its half", Default.Relaying.HalfClosed),
        Seconds("--dial-timeout", "Seconds to connect to a target, over all its addresses", Default.DialTimeout),
        Seconds("--handshake-timeout", "Seconds that a client has for its SOCKS request", Default.HandshakeTimeout),
        Seconds("--keepalive", "Seconds of silence until TCP asks whether a peer is alive, on both sides; it asks 4 times, a quarter of that apart. 0: never", TimeSpan.FromSeconds(Default.Relaying.KeepAlive.IdleSeconds)),
        Number("--max-flows", "Flows open at once, at most. Default: as many as the limit of open files has room for."),
        Number("--max-flows-per-client", "Flows open at once from one client address, at most. Default: no limit."),
    ];

    /// <param name="textOf">What was written for a key, anywhere; null where nothing was.</param>
    /// <exception cref="UsageException">A value makes no sense: which, and what to write.</exception>
    public static FlowOptions Parse(Func<string, string?> textOf)
    {
        return new FlowOptions
        {
            HandshakeTimeout = Duration("handshake-timeout", Hour) ?? Default.HandshakeTimeout,
            DialTimeout = Duration("dial-timeout", Hour) ?? Default.DialTimeout,
            Relaying = new RelayTimeouts
            {
                Idle = Duration("idle-timeout", Month) ?? Default.Relaying.Idle,
                HalfClosed = Duration("half-closed-timeout", Month) ?? Default.Relaying.HalfClosed,
                KeepAlive = InRange("keepalive", "number of seconds", 0, KeepAlive.MaxSeconds) is { } idle ? new KeepAlive(idle) : Default.Relaying.KeepAlive,
            },
            MaxFlows = InRange("max-flows", "number of flows", 1, int.MaxValue),
            MaxFlowsPerClient = InRange("max-flows-per-client", "number of flows", 1, int.MaxValue),
        };

        TimeSpan? Duration(string key, int most) => InRange(key, "number of seconds", 1, most) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

        int? InRange(string key, string what, int least, int most) => textOf(key) is not { } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number
            : throw new UsageException($"{key} '{text}' is not a whole {what} from {least} to {most}");
    }

    private static Option<string?> Seconds(string name, string meaning, TimeSpan ofDefault) =>
        new(name) { Description = string.Create(CultureInfo.InvariantCulture, $"{meaning}. Default: {ofDefault.TotalSeconds}."), HelpName = "SECONDS" };

    private static Option<string?> Number(string name, string meaning) => new(name) { Description = meaning, HelpName = "N" };
}
