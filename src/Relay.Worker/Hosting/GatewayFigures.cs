namespace Relay.Worker.Hosting;

/// <summary>A gateway at one moment; each loop speaks for itself, in a turn of its own.</summary>
/// <param name="Loops">Its loops, in their order.</param>
/// <param name="Open">Listeners that relay, and how many admitted flows each has open.</param>
/// <param name="FlowLimit">So many may be open at once: <c>--max-flows</c>, or what the limit of open files has room for.</param>
/// <param name="Refused">By <see cref="Flows.Refusal"/>.</param>
/// <param name="AcceptPauses">How often an acceptor found no room.</param>
internal sealed record GatewayFigures(
    IReadOnlyList<LoopFigures> Loops, IReadOnlyList<KeyValuePair<string, int>> Open, int FlowLimit, IReadOnlyList<long> Refused, long AcceptPauses);
