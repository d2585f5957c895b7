namespace Relay.Worker.Telemetry;

/// <summary>One line of a page of figures.</summary>
internal sealed record MetricsSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
