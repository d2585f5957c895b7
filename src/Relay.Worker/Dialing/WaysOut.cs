using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Protocols.Proxy;
using Relay.Worker.Resolving;
using Relay.Worker.Routing;

namespace Relay.Worker.Dialing;

/// <summary>
/// Reaches a target by an upstream: by a socket of its own, through a proxy, which itself may be reached by another upstream, or by one of a group. One instance a loop.
/// <code>
/// group → member → [via → …] → socket → [TLS →] proxy's handshake → PROXY header → target
/// </code>
/// </summary>
internal sealed class WaysOut(EventLoop loop, IResolver resolver, CandidateRanking ranking, ISocketDialer direct, UpstreamHealth health, UpstreamProbe probe, TlsDialer tls)
{
    /// <summary>A proxy that is silent keeps a flow from the next member of a group for so long at most. Of other ways the target alone can be silent, and no member does better.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(5);

    public async ValueTask<DialResult> ReachAsync(Upstream upstream, DialTarget target, DialContext context, DialAttempt attempt)
    {
        if (upstream.Kind == UpstreamKind.Group)
            return await ReachByGroupAsync(upstream, target, context, attempt);
        attempt.Begin(target.KnownAddress, upstream.Name, loop.UtcTicks);
        DialResult result = await ConnectAsync(upstream, target, context, attempt);
        if (result.Connected && upstream.ProxyProtocol != ProxyProtocol.None)
            result = await IntroduceAsync(result, upstream, target, context.Origin);
        attempt.End(result, loop.UtcTicks);
        return result with { Way = upstream };
    }

    /// <summary>The first member that does its part, whatever the target does then.</summary>
    private async ValueTask<DialResult> ReachByGroupAsync(Upstream group, DialTarget target, DialContext context, DialAttempt attempt)
    {
        Upstream[] members = [.. GroupOrder.Sort(group, context.Origin, target, health, loop.Now)];
        DialResult result = DialResult.Failed(Outcome.UpstreamFailed, $"upstream {group.Name} has no member");
        for (int i = 0; i < members.Length; i++)
        {
            Upstream member = members[i];
            bool isHurried = member.IsProxy && i < members.Length - 1;
            DialContext each = isHurried ? context with { Deadline = Math.Min(context.Deadline, loop.Now + (long)SilenceLimit.TotalMilliseconds) } : context;
            DialAttempt part = new();
            attempt.Add(part);
            result = await ReachAsync(member, target, each, part);
            if (attempt.IsCalledOff)
                return result;
            if (result.IsWayAtFault)
            {
                probe.NoteFailure(member, deadline => ConnectToProxyAsync(member, new DialContext(context.Snapshot, default, deadline), new DialAttempt()));
                continue;
            }
            // Nobody can tell a proxy that hangs from a target that is silent: the next one is tried, and neither is judged.
            if (isHurried && result.Outcome == Outcome.Timeout)
                continue;
            health.Trust(member);
            return result;
        }
        return result;
    }

    private ValueTask<DialResult> ConnectAsync(Upstream upstream, DialTarget target, DialContext context, DialAttempt attempt) => upstream.Kind switch
    {
        UpstreamKind.Direct => direct.ConnectAsync(upstream, target.Address, target.Port, context.Deadline, attempt, context.Origin.SpeaksFirst),
        UpstreamKind.Unix => direct.ConnectUnixAsync(upstream.Address!, context.Deadline, attempt),
        _ => ConnectThroughProxyAsync(upstream, target, context, attempt),
    };

    private async ValueTask<DialResult> ConnectThroughProxyAsync(Upstream upstream, DialTarget target, DialContext context, DialAttempt attempt)
    {
        DialResult proxy = await ConnectToProxyAsync(upstream, context, attempt);
        return proxy.Connected ? await ProxyDialer.RequestAsync(proxy, upstream, target)
            : proxy.Outcome == Outcome.Limit ? proxy
            : proxy with { Outcome = Outcome.UpstreamFailed, Detail = $"upstream {upstream.Name} cannot be reached: {proxy.Describe()}", IsWayAtFault = true };
    }

    private async ValueTask<DialResult> ConnectToProxyAsync(Upstream upstream, DialContext context, DialAttempt attempt)
    {
        DialResult proxy = await FindProxyAsync(upstream, context, attempt);
        return proxy.Connected && upstream.Tls is not null ? await tls.SecureAsync(proxy, upstream, context.Deadline, attempt) : proxy;
    }

    private async ValueTask<DialResult> FindProxyAsync(Upstream upstream, DialContext context, DialAttempt attempt)
    {
        string where = upstream.Address!;
        if (where.StartsWith('/'))
            return await direct.ConnectUnixAsync(where, context.Deadline, attempt);
        Upstream way = upstream.Via ?? upstream;
        if (NetAddress.TryParse(where, out NetAddress address))
            return await StepAsync(way, upstream, new DialTarget(default, address, upstream.Port), context, attempt);
        DomainName name = DomainName.Parse(where);
        if (upstream.Via is { TakesNames: true })
            return await StepAsync(way, upstream, new DialTarget(name, default, upstream.Port), context, attempt);
        // With it our own socket speaks: that is what its addresses are ranked for.
        Upstream socket = way.Kind == UpstreamKind.Direct ? way : way with { Kind = UpstreamKind.Direct };
        NameAnswers answers = resolver.Ask(new NameQuestion(name, upstream), context.Snapshot);
        List<Candidate> found = [];
        CandidateSearch search = new(loop, TakeAsync, found, ranking, answers, ResolveMode.SixWeak, FamilyCounts.One);
        if (await search.RunAsync() is not null || search.Candidates.Count == 0)
            return DialResult.Failed(Outcome.UpstreamFailed, $"its name {where} does not resolve");
        return await AddressRace.RunAsync(loop, ranking.History, search.Candidates, context.Deadline, attempt,
            (each, racing) => StepAsync(way, upstream, new DialTarget(default, each.Address, upstream.Port), context, racing));

        ValueTask TakeAsync(Resolution answer)
        {
            found.AddRange(answer.Addresses.Select(each => new Candidate(new Target(default, each, upstream.Port), socket, null, null, null)));
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>To the proxy, with which we speak ourselves: by our own socket, or by the upstream before it in the chain.</summary>
    private ValueTask<DialResult> StepAsync(Upstream way, Upstream upstream, DialTarget proxy, DialContext context, DialAttempt attempt) => way == upstream
        ? direct.ConnectAsync(upstream, proxy.Address, proxy.Port, context.Deadline, attempt, speaksFirst: false)
        : ConnectAsync(way, proxy, context with { Origin = context.Origin with { SpeaksFirst = false } }, attempt);

    /// <summary>Tells the target who comes; a fresh connection's buffer takes it whole.</summary>
    private static async ValueTask<DialResult> IntroduceAsync(DialResult result, Upstream upstream, DialTarget target, FlowOrigin origin)
    {
        byte[] header = new byte[ProxyHeader.MaxLength];
        ProxiedEnds ends = origin.EndsTo(target.KnownAddress, target.Port);
        int length = upstream.ProxyProtocol == ProxyProtocol.V1 ? ProxyHeader.WriteV1(header, ends) : ProxyHeader.WriteV2(header, ends, origin.Domain);
        using SocketExchange exchange = new(result.Socket!, 1);
        if (await exchange.SendAsync(header.AsMemory(0, length)))
            return result;
        result.Socket!.Reset();
        return DialResult.Failed(Outcome.ResetByRemote, "the target left before the PROXY header");
    }
}
