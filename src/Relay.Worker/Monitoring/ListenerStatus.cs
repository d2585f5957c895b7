using Relay.Worker.Telemetry;

namespace Relay.Worker.Monitoring;

/// <summary>What <c>urelay status</c> tells of one listener.</summary>
internal sealed record ListenerStatus(string Listener, long Open, long Accepted, long BytesUp, long BytesDown)
{
    public static ListenerStatus Of(MetricsText page, string name)
    {
        return new ListenerStatus(name, Own("urelay_flows_open"), Own("urelay_flows_accepted_total"), Own("urelay_relayed_bytes_total", "up"), Own("urelay_relayed_bytes_total", "down"));

        long Own(string metric, string? direction = null) =>
            (long)page.Of(metric).Where(sample => sample.Labels["listener"] == name && (direction is null || sample.Labels["direction"] == direction)).Sum(sample => sample.Value);
    }
}
