using Relay.Worker.Flows;
using Relay.Worker.Naming;
using Relay.Worker.Resolving;

namespace Relay.Worker.Hosting;

/// <summary>One loop at one moment: everything was read in the same turn.</summary>
internal sealed record LoopFigures
{
    /// <summary>Its number, from 0.</summary>
    public required int Loop { get; init; }

    /// <summary>Flows that live on it, also those that are being refused.</summary>
    public required int Flows { get; init; }

    /// <summary>How late it may be: its longest turn of late, or how long it has not answered.</summary>
    public required TimeSpan Lag { get; init; }

    /// <summary>The time that it has worked, not waited.</summary>
    public required TimeSpan Busy { get; init; }

    public required int Pipes { get; init; }

    public required int IdlePipes { get; init; }

    /// <summary>How often a direction copied for want of a pipe.</summary>
    public required long RefusedPipes { get; init; }

    public required IReadOnlyList<ListenerFigures> Listeners { get; init; }

    public required IReadOnlyList<DnsFigures> Dns { get; init; }

    public required ResolverFigures Resolver { get; init; }
}
