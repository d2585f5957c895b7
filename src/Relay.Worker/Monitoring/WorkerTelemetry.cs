using System.Diagnostics.Metrics;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Monitoring;

/// <summary>The meter <c>urelay</c> of this process, and what listens to it. Made before the first flow: the durations are measured as they come.</summary>
internal sealed class WorkerTelemetry : IDisposable
{
    private const string Name = "urelay";

    private readonly MeterReader reader;

    private WorkerTelemetry()
    {
        reader = new MeterReader(Meter);
        Durations = new FlowDurations(Meter);
    }

    public Meter Meter { get; } = new(Name);

    public FlowDurations Durations { get; }

    /// <summary>Starts on a thread of the pool: it takes 10 ms, which the start has to spare while the store is opened.</summary>
    public static Task<WorkerTelemetry> StartAsync() => Task.Run(() => new WorkerTelemetry());

    /// <summary>All figures as text.</summary>
    public string Read() => reader.Read();

    public void Dispose()
    {
        reader.Dispose();
        Meter.Dispose();
    }
}
