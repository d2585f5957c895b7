using System.Diagnostics;
using System.Text.Json;
using Relay.Bench.Contenders;

namespace Relay.Bench.Measures;

/// <summary>iperf3 between client and server; its server serves one test, so that one that failed leaves nothing behind.</summary>
internal static class Iperf
{
    /// <returns>Bytes that arrived, and in how many seconds.</returns>
    public static async Task<(double Bytes, double Seconds)> RunAsync(Lab lab, Relaying relaying, int streams, bool down, int seconds)
    {
        Process server = lab.Serve(lab.Server, "iperf3", "iperf3", "-s", "-1", "-p", $"{Lab.BulkPort}");
        await Task.Delay(200);
        try
        {
            string printed = await Tool.RunAsync(lab.Client, seconds + 15,
                [.. lab.ThroughSocks(relaying), "iperf3", "-c", Lab.ServerAddress, "-p", $"{Lab.BulkPort}", "-P", $"{streams}", "-t", $"{seconds}", "-J", .. down ? new[] { "-R" } : []]);
            JsonElement received = JsonDocument.Parse(printed[printed.IndexOf('{')..]).RootElement.GetProperty("end").GetProperty("sum_received");
            return (received.GetProperty("bytes").GetDouble(), received.GetProperty("seconds").GetDouble());
        }
        finally
        {
            lab.End(server);
        }
    }
}
