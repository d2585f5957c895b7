using Relay.Store.Model;

namespace Relay.Worker.Destinations;

/// <summary>A destination, or how the flow ends that has none: its address is one of a pool that nobody was given, or is not asked for now.</summary>
internal readonly record struct Finding(Destination? Destination, Outcome Outcome, string? Reason)
{
    public static Finding Of(Destination destination) => new(destination, Outcome.Open, null);

    public static Finding Refused(Outcome outcome, string? reason = null) => new(null, outcome, reason);
}
