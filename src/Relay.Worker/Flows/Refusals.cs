using Microsoft.Extensions.Logging;
using Relay.Store.Telemetry;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Flows;

/// <summary>
/// Every refusal for want of room, in one place: counted by reason, told once an episode, and recorded only so fast, because refusals come as fast as clients
/// like. Shared by the loops.
/// </summary>
internal sealed class Refusals : IDisposable
{
    /// <summary>Audit rows of flows that were not admitted.</summary>
    public const int RowsPerSecond = 100;

    /// <summary>How long nothing is refused until an episode has ended.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly TimeProvider time;
    private readonly Episode[] episodes;
    private readonly Lock gate = new();
    private long secondBegan = long.MinValue;
    private int rows;

    public Refusals(ILogger logger, TimeProvider time)
    {
        this.time = time;
        episodes = [.. Enum.GetValues<Refusal>().Select(reason => reason == Refusal.JournalFull
            // The journal itself tells of that.
            ? new Episode(time, Quiet, _ => { }, (_, _) => { })
            : new Episode(time, Quiet, why => Log.FlowsRefused(logger, why), (why, count) => Log.FlowsNoLongerRefused(logger, count, why)))];
    }

    public long CountOf(Refusal reason) => episodes[(int)reason].Total;

    public void Note(Refusal reason, string why) => episodes[(int)reason].Note(why);

    /// <summary>Whether a refused flow's row may be written now.</summary>
    public bool MayRecord()
    {
        lock (gate)
        {
            if (secondBegan == long.MinValue || time.GetElapsedTime(secondBegan) >= TimeSpan.FromSeconds(1))
                (secondBegan, rows) = (time.GetTimestamp(), 0);
            return rows++ < RowsPerSecond;
        }
    }

    public void Dispose()
    {
        foreach (Episode episode in episodes)
            episode.Dispose();
    }
}
