using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Loops;

namespace Relay.Worker.Dialing;

/// <summary>
/// Leaves a failed member of a group alone and tries it without a flow: after a second, then twice as long each time, once a minute in the end. Until it is well, or its
/// row is changed or deleted, flows take the others. A way out that is no proxy has nothing to be tried but by flows: it is only left alone for a while.
/// </summary>
internal sealed class UpstreamProbe(EventLoop loop, ISnapshots snapshots, UpstreamHealth health)
{
    private const long LongestRest = 60_000, FirstRest = 1000;

    /// <summary>A probe that takes longer has failed.</summary>
    private const long Limit = 10_000;

    /// <param name="upstream">What has failed.</param>
    /// <param name="connect">Connects to its proxy until a deadline of the loop's clock.</param>
    public void NoteFailure(Upstream upstream, Func<long, ValueTask<DialResult>> connect)
    {
        if (health.TryAvoid(upstream, loop.Now, loop.Now + FirstRest) && upstream.IsProxy)
            ProbeUntilWell(upstream, connect);
    }

    private async void ProbeUntilWell(Upstream upstream, Func<long, ValueTask<DialResult>> connect)
    {
        LoopSignal pause = new(loop);
        for (long rest = FirstRest; ; rest = Math.Min(rest * 2, LongestRest))
        {
            health.Avoid(upstream, loop.Now + rest + Limit);
            _ = await pause.Wait(TimeSpan.FromMilliseconds(rest));
            if (snapshots.Current is not { } snapshot || !snapshot.Upstreams.TryGetValue(upstream.Name, out Upstream? present) || present != upstream)
                return;
            DialResult proxy = await connect(loop.Now + Limit);
            proxy.Socket?.Close();
            if (!proxy.Connected)
                continue;
            health.Trust(upstream);
            return;
        }
    }
}
