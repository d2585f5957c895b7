using System.CommandLine;
using System.Globalization;
using Relay.Store;
using Relay.Store.Model;

namespace Relay.Worker.Commands;

/// <summary>The settings that bound phantoms, in number and in time: their options, and what they mean.</summary>
internal static class PhantomSettings
{
    private const int MostDays = 3650;

    private static readonly PhantomOptions Default = new();

    /// <summary>Options of <c>run</c> and <c>exec</c>; the key of each is its name without the dashes.</summary>
    public static readonly IReadOnlyList<Option<string?>> Options =
    [
        Number("--new-names-per-client", "N", $"Names a second that one client may get new phantom addresses for; ten seconds' worth at once. Default: {Default.NewNamesPerClient}."),
        Number("--new-names", "N", $"The same of all clients together. Default: {Default.NewNames}."),
        Number("--max-names", "N", $"Names with a phantom address, retired ones included, at most. Default: {Default.MaxNames}."),
        Number("--retire-unused", "DAYS", $"Age at which a name that was never connected to is retired. Default: {Default.RetireUnused?.TotalDays}. 0: never."),
        Number("--retired-grace", "DAYS", $"How long a retired name's address still works, counted from its last use. Default: {Default.RetiredGrace.TotalDays}."),
    ];

    /// <summary>Clients without a limit of their own.</summary>
    public static readonly Option<string[]> Forwarder = new("--forwarder")
    {
        Description = "An address or network that asks DNS for many clients, and has no limit of its own on names and replies (repeatable).", HelpName = "NETWORK", AllowMultipleArgumentsPerToken = false,
    };

    /// <param name="textOf">What was written for a key, anywhere; null where nothing was.</param>
    /// <param name="forwarders">As written.</param>
    /// <exception cref="UsageException">A value makes no sense: which, and what to write.</exception>
    public static PhantomOptions Parse(Func<string, string?> textOf, IReadOnlyList<string> forwarders)
    {
        return new PhantomOptions
        {
            NewNamesPerClient = (int)(InRange("new-names-per-client", "number of names", 1, int.MaxValue) ?? Default.NewNamesPerClient),
            NewNames = (int)(InRange("new-names", "number of names", 1, int.MaxValue) ?? Default.NewNames),
            MaxNames = InRange("max-names", "number of names", 1, Phantom.MaxId) ?? Default.MaxNames,
            RetireUnused = InRange("retire-unused", "number of days", 0, MostDays) switch { null => Default.RetireUnused, 0 => null, { } days => TimeSpan.FromDays(days) },
            RetiredGrace = InRange("retired-grace", "number of days", 1, MostDays) is { } grace ? TimeSpan.FromDays(grace) : Default.RetiredGrace,
            Forwarders = [.. forwarders.Select(ParseForwarder)],
        };

        long? InRange(string key, string what, long least, long most) => textOf(key) is not { } text ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most ? number
            : throw new UsageException($"{key} '{text}' is not a whole {what} from {least} to {most}");
    }

    private static NetPrefix ParseForwarder(string text) =>
        NetPrefix.TryParse(text, out NetPrefix prefix) ? prefix : throw new UsageException($"forwarder '{text}' is not an address or network such as 192.0.2.0/24");

    private static Option<string?> Number(string name, string unit, FormattableString meaning) =>
        new(name) { Description = meaning.ToString(CultureInfo.InvariantCulture), HelpName = unit };
}
