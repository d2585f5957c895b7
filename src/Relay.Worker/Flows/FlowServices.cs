using Microsoft.Extensions.Logging;
using Relay.Store;
using Relay.Worker.Destinations;
using Relay.Worker.Dialing;
using Relay.Worker.Loops;
using Relay.Worker.Relaying;
using Relay.Worker.Routing;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Flows;

/// <summary>What the flows of one loop share.</summary>
internal sealed record FlowServices(
    EventLoop Loop,
    FlowOptions Options,
    ISnapshots Snapshots,
    IFlowJournal Journal,
    DestinationFinder Destinations,
    Router Router,
    Dialer Dialer,
    PipePool Pipes,
    FlowTable Table,
    Admission Admission,
    Refusals Refusals,
    Guesses Guesses,
    FlowDurations Durations,
    ILogger Logger);
