using Relay.Store;
using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Destinations;
using Relay.Worker.Dialing;
using Relay.Worker.Explaining;
using Relay.Worker.Flows;
using Relay.Worker.Handshakes;
using Relay.Worker.Listening;
using Relay.Worker.Loops;
using Relay.Worker.Routing;
using Relay.Worker.Tests.Naming;
using Relay.Worker.Tests.Routing;

namespace Relay.Worker.Tests.Explaining;

/// <summary>The flow of a world, through the stages of a worker up to a dial at which nobody answers; its audit record tells what was tried.</summary>
internal sealed class WorldFlow(World world, WorldStore store, EventLoop loop, OwnHostGuard guard)
{
    private readonly LastRecord journal = new();
    private readonly DialAttempt dialing = new();
    private Destination? wanted;

    /// <summary>The audit's record, and where the client wanted to go.</summary>
    public async Task<(FlowRecord Record, Destination? Wanted)> RunAsync()
    {
        Inquiry asked = world.Asked;
        FlowAudit audit = new(journal, loop, new Listener(asked.Listener, ListenerKind.Transparent, new HashSet<NetAddress>()), asked.Client, 1, dialing);
        DialResult result = await ReachAsync(await IntentAsync(), audit);
        audit.End(new FlowEnd(result.Outcome, result.Describe()), 0, 0);
        return (journal.Last!, wanted);
    }

    private async Task<DialResult> ReachAsync(Intent intent, FlowAudit audit)
    {
        audit.Note(intent);
        if (store.Tables.Snapshot is not { } snapshot)
            return DialResult.Failed(Outcome.Error, Flow.NoUsableRules);
        Finding found = await new DestinationFinder(store.Phantoms).FindAsync(intent, world.Asked.Client, snapshot);
        if (found.Destination is not { } destination)
            return DialResult.Failed(found.Outcome, found.Reason);
        wanted = destination;
        _ = audit.Note(destination, snapshot);
        WorldResolver resolver = new(world);
        CandidateRanking ranking = FakeSources.Ranking(loop);
        Route route = await new Router(loop, resolver, ranking, new FixedGuard(guard), world.BlockUnmatched).RouteAsync(destination, destination.FactsOf(world.Asked.Client, world.Asked.Listener), snapshot);
        audit.Note(route);
        if (route.Outcome != Outcome.Open)
            return DialResult.Failed(route.Outcome, route.Reason);
        UpstreamHealth health = new();
        Dialer dialer = new(loop, new WaysOut(loop, resolver, ranking, new NobodyAnswers(), health, new UpstreamProbe(loop, new FixedSnapshots(snapshot), health), new TlsDialer(loop, new TrustedRoots())), ranking.History);
        DialResult dialed = await dialer.DialAsync(route, snapshot, new FlowOrigin(world.Asked.Client, 1, null, destination.Domain), TimeSpan.FromSeconds(1), dialing);
        audit.Note(dialed);
        return dialed;
    }

    /// <summary>As a client has it: the name by SOCKS, the address, or what DNS answers; where that is nothing of ours, an older answer.</summary>
    private async Task<Intent> IntentAsync()
    {
        Inquiry asked = world.Asked;
        if (!asked.HasName || asked.BySocks || store.Tables.Snapshot is not { } snapshot)
            return new Intent(asked.Domain, asked.Address, asked.Port, asked.Reply);
        Pool pool = snapshot.PhantomPoolFor(asked.Listener)!;
        DnsAnswer answer = await DnsAnswers.AnswerAsync(new DnsQuestion(asked.Domain.Value, DnsType.Aaaa, asked.Client, MayAllocate: true), pool, snapshot, store.Memory);
        foreach (DnsRecord record in answer.Records)
        {
            if (snapshot.PoolOf(record.Address) is not null)
                return new Intent(default, record.Address, asked.Port, asked.Reply);
        }
        return new Intent(default, PoolAddress.Of(pool.Prefix, store.Memory.Add(asked.Domain.Value)), asked.Port, asked.Reply);
    }

    private sealed class NobodyAnswers : ISocketDialer
    {
        public ValueTask<DialResult> ConnectAsync(Upstream upstream, NetAddress address, ushort port, long deadline, DialAttempt attempt, bool speaksFirst) => new(DialResult.Failed(Outcome.Refused));

        public ValueTask<DialResult> ConnectUnixAsync(string path, long deadline, DialAttempt attempt) => new(DialResult.Failed(Outcome.Refused));
    }

    private sealed class LastRecord : IFlowJournal
    {
        public FlowRecord? Last { get; private set; }

        public long NextFlowId() => 1;

        public JournalEntry Append(FlowRecord record, bool admitted)
        {
            Last = record;
            return JournalEntry.Recorded;
        }
    }
}
