using Relay.Store.Model;
using Relay.Worker.Destinations;
using Relay.Worker.Loops;
using Relay.Worker.Resolving;
using Relay.Worker.Routing;

namespace Relay.Worker.Dialing;

/// <summary>Connects to a target by an upstream. One instance a loop.</summary>
internal sealed class Dialer(EventLoop loop, Resolver resolver)
{
    /// <summary>Connects along a route: by name through its proxy, or to the first of its addresses that answers. All attempts share one time limit, and are parts of <paramref name="attempt"/>.</summary>
    /// <remarks><paramref name="speaksFirst"/>: bytes for the target are waiting, and will be sent as soon as it is connected.</remarks>
    public ValueTask<DialResult> DialAsync(Route route, in Destination destination, Snapshot snapshot, TimeSpan limit, DialAttempt attempt, bool speaksFirst)
    {
        long deadline = loop.Now + (long)limit.TotalMilliseconds;
        ushort port = destination.Port;
        return route.Proxy is { } proxy
            ? DialNameAsync(proxy, new DialTarget(destination.Domain, default, port), snapshot, deadline, attempt)
            : AddressRace<Candidate>.RunAsync(loop, route.Candidates, attempt, (candidate, each) => DialCandidateAsync(candidate, port, snapshot, deadline, each, speaksFirst));
    }

    private async ValueTask<DialResult> DialNameAsync(Upstream proxy, DialTarget target, Snapshot snapshot, long deadline, DialAttempt attempt)
    {
        attempt.Begin(null, proxy.Name, loop.UtcTicks);
        DialResult result = await DialThroughProxyAsync(proxy, target, snapshot, deadline, attempt);
        attempt.End(result, loop.UtcTicks);
        return result;
    }

    private async ValueTask<DialResult> DialCandidateAsync(Candidate candidate, ushort port, Snapshot snapshot, long deadline, DialAttempt attempt, bool speaksFirst)
    {
        Upstream upstream = candidate.Upstream;
        attempt.Begin(candidate.Address, upstream.Name, loop.UtcTicks);
        DialResult result = upstream.Kind == UpstreamKind.Direct
            ? await DirectDialer.ConnectAsync(loop, upstream, candidate.Address, port, deadline, attempt, speaksFirst)
            : await DialThroughProxyAsync(upstream, new DialTarget(default, candidate.Address, port), snapshot, deadline, attempt);
        attempt.End(result, loop.UtcTicks);
        return result with { Candidate = candidate };
    }

    private async ValueTask<DialResult> DialThroughProxyAsync(Upstream upstream, DialTarget target, Snapshot snapshot, long deadline, DialAttempt attempt)
    {
        DialResult proxy = await ConnectToProxyAsync(upstream, snapshot, deadline, attempt);
        return proxy.Connected
            ? await Socks5Dialer.RequestAsync(proxy, upstream, target)
            : proxy with { Outcome = proxy.Outcome == Outcome.Limit ? Outcome.Limit : Outcome.UpstreamFailed, Detail = $"upstream {upstream.Name} cannot be reached: {proxy.Describe()}" };
    }

    private async ValueTask<DialResult> ConnectToProxyAsync(Upstream upstream, Snapshot snapshot, long deadline, DialAttempt attempt)
    {
        string where = upstream.Address!;
        if (where.StartsWith('/'))
            return await DirectDialer.ConnectUnixAsync(loop, where, deadline, attempt);
        if (NetAddress.TryParse(where, out NetAddress address))
            return await DirectDialer.ConnectAsync(loop, upstream, address, upstream.Port, deadline, attempt);
        Resolution resolution = await resolver.ResolveAsync(DomainName.Parse(where), snapshot);
        if (resolution.Addresses.Count == 0)
            return DialResult.Failed(Outcome.UpstreamFailed, $"its name {where} does not resolve");
        return await AddressRace<NetAddress>.RunAsync(loop, AddressOrder.Sort(resolution.Addresses, ResolveMode.SixWeak), attempt,
            (each, racing) => DirectDialer.ConnectAsync(loop, upstream, each, upstream.Port, deadline, racing));
    }
}
