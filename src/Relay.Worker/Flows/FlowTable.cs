using Relay.Worker.Loops;

namespace Relay.Worker.Flows;

/// <summary>The open flows of one loop, so that they can be ended together.</summary>
internal sealed class FlowTable(EventLoop loop)
{
    /// <summary>How often flows are asked whether they still send: they do not tell.</summary>
    private static readonly TimeSpan SendingCheck = TimeSpan.FromMilliseconds(10);

    private readonly HashSet<Flow> flows = [];
    private readonly LoopSignal changed = new(loop);

    public int Count => flows.Count;

    public void Add(Flow flow) => flows.Add(flow);

    public void Remove(Flow flow)
    {
        flows.Remove(flow);
        if (flows.Count == 0)
            changed.Set();
    }

    /// <summary>Has each open flow add what it relayed so far to its <see cref="FlowTally"/>.</summary>
    public void TellProgress()
    {
        foreach (Flow flow in flows)
            flow.TellProgress();
    }

    /// <summary>Lets the open flows go on for <paramref name="grace"/> or until <paramref name="atOnce"/>, then ends those that are left.</summary>
    /// <param name="grace">For all.</param>
    /// <param name="sending">From then on, for those that still have something of their client's to send.</param>
    /// <param name="atOnce">Ends both waits.</param>
    /// <returns>How many were left.</returns>
    public async Task<int> DrainAsync(TimeSpan grace, TimeSpan sending, CancellationToken atOnce)
    {
        using CancellationTokenRegistration hurry = atOnce.Register(() => loop.Post(_ => changed.Set(), null));
        long until = loop.Now + (long)grace.TotalMilliseconds;
        while (flows.Count > 0 && loop.Now < until && !atOnce.IsCancellationRequested)
            _ = await changed.Wait(TimeSpan.FromMilliseconds(until - loop.Now));
        until = loop.Now + (long)sending.TotalMilliseconds;
        while (flows.Any(flow => flow.IsSending) && loop.Now < until && !atOnce.IsCancellationRequested)
            _ = await changed.Wait(SendingCheck);
        int left = flows.Count;
        foreach (Flow flow in flows.ToArray())
            flow.Stop();
        while (flows.Count > 0)
            _ = await changed.Wait(Timeout.InfiniteTimeSpan);
        return left;
    }
}
