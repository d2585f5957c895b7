using Microsoft.Extensions.Logging;
using Relay.Store;
using Relay.Store.Phantoms;
using Relay.Store.Telemetry;
using Relay.Worker.Flows;
using Relay.Worker.Linux;
using Relay.Worker.Listening;
using Relay.Worker.Loops;
using Relay.Worker.Naming;
using Relay.Worker.Resolving;

namespace Relay.Worker.Hosting;

/// <summary>One loop with its share of the listeners' sockets and its flows. All but the constructor runs on the loop.</summary>
internal sealed class LoopHost(int number, FlowServices services, Resolver resolver, ClientRates lookUps, DnsLimits dnsLimits, Episode acceptPauses, ILogger logger)
{
    private readonly List<Acceptor> acceptors = [];
    private readonly List<DnsListener> dns = [];
    private readonly List<FlowTally> tallies = [];

    public EventLoop Loop => services.Loop;

    public void Relay(Listener listener, int socket)
    {
        FlowTally tally = TallyOf(listener);
        Accept(socket, services.Admission.Obstacle, (client, peer) => Flow.Start(services, tally, client, peer));
    }

    public LoopFigures Read()
    {
        tallies.ForEach(tally => tally.ClearOpen());
        services.Table.TellProgress();
        return new LoopFigures
        {
            Loop = number,
            Flows = services.Table.Count,
            Lag = Loop.Load.LongestTurn,
            Busy = Loop.Load.Busy,
            Pipes = services.Pipes.Made,
            IdlePipes = services.Pipes.Idle,
            RefusedPipes = services.Pipes.Refused,
            Resolver = resolver.Tally.Read(),
            Listeners = [.. tallies.Select(tally => tally.Read())],
            Dns = [.. from server in dns from kind in Enum.GetValues<DnsReplyKind>() select new DnsFigures(server.Name, kind, server.Tally[kind])],
        };
    }

    public void Answer(BoundListener bound, ISnapshots snapshots, IPhantoms phantoms)
    {
        foreach (int socket in bound.Datagrams)
        {
            DnsListener server = Dns(bound.Listener, snapshots, phantoms);
            server.ServeDatagrams(socket);
        }
        DnsListener streams = Dns(bound.Listener, snapshots, phantoms);
        foreach (int socket in bound.Streams)
            Accept(socket, static () => null, bound.Identity is { } identity ? (client, peer) => streams.ServeTls(client, peer, identity) : streams.ServeStream);
    }

    /// <summary>Stops accepting, but goes on answering names while flows go on.</summary>
    public async Task<int> DrainAsync(TimeSpan grace, TimeSpan sending, CancellationToken atOnce)
    {
        foreach (Acceptor acceptor in acceptors)
            acceptor.Stop();
        int left = await services.Table.DrainAsync(grace, sending, atOnce);
        foreach (DnsListener server in dns)
            server.Stop();
        return left;
    }

    private void Accept(int socket, Func<string?> obstacle, Action<LoopSocket, NativeAddress> accepted)
    {
        services.Options.Relaying.KeepAlive.Apply(socket);
        acceptors.Add(Acceptor.Start(Loop, socket, new AcceptGate(obstacle, acceptPauses), accepted));
    }

    /// <summary>One for all sockets of the listener: it has several where it has several ports.</summary>
    private FlowTally TallyOf(Listener listener)
    {
        FlowTally? tally = tallies.Find(each => each.Listener == listener);
        if (tally is null)
            tallies.Add(tally = new FlowTally(listener));
        return tally;
    }

    private DnsListener Dns(Listener listener, ISnapshots snapshots, IPhantoms phantoms)
    {
        InternetQuestions questions = new(listener.Name, Loop, resolver, services.Journal, lookUps, services.Options.BlockUnmatched);
        DnsListener server = new(Loop, listener.Name, snapshots, phantoms, questions.AskAsync, dnsLimits, logger);
        dns.Add(server);
        return server;
    }
}
