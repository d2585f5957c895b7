using Microsoft.Extensions.Logging;
using Relay.Store;
using Relay.Store.Model;
using Relay.Store.Phantoms;
using Relay.Store.Telemetry;
using Relay.Worker.Destinations;
using Relay.Worker.Dialing;
using Relay.Worker.Flows;
using Relay.Worker.Linux;
using Relay.Worker.Listening;
using Relay.Worker.Loops;
using Relay.Worker.Naming;
using Relay.Worker.Relaying;
using Relay.Worker.Resolving;
using Relay.Worker.Routing;
using Relay.Worker.Sockets;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Hosting;

/// <summary>A worker at work: its loops, and on each the stages that its flows pass. Owns the listeners' sockets, not the store.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private readonly HostGuard guard;
    private readonly NamespaceSockets namespaces = new();
    private readonly UpstreamHealth health = new();
    private readonly TrustedRoots roots = new();
    private readonly AddressHistory history = new();
    private readonly AddressHistoryKeeper? keeper;
    private readonly List<PipePool> pipes = [];
    private readonly List<LoopHost> hosts = [];
    private readonly List<Listener> relaying = [];

    private readonly DescriptorBudget budget = DescriptorBudget.Of(Libc.OpenFilesLimit());
    private readonly Admission admission;
    private readonly Refusals refusals;
    private readonly Guesses guesses;
    private readonly Episode acceptPauses;
    private readonly ClientRates lookUps;
    private readonly DnsLimits dnsLimits;
    private readonly int flowLimit;
    private readonly TimeProvider time;
    private IReadOnlyList<LoopFigures>? lastRead;

    private Gateway(GatewayOptions settings, IFlowJournal journal, ILogger logger, TimeProvider time)
    {
        (FlowOptions options, PhantomOptions names) = (settings.Flows, settings.Names);
        dnsLimits = new DnsLimits(settings.DnsRepliesPerClient, names, logger, time);
        keeper = settings.AddressHistoryFile is { } path ? new AddressHistoryKeeper(path, history, logger, time) : null;
        lookUps = new ClientRates(names.NewNamesPerClient, names.NewNames, PhantomOptions.BurstSeconds, names.IsForwarder, time);
        this.time = time;
        guard = new HostGuard(logger);
        admission = new Admission(options, budget.Flows);
        refusals = new Refusals(logger, time);
        guesses = new Guesses(journal, logger, time);
        acceptPauses = new Episode(time, Refusals.Quiet, why => Log.AcceptsPaused(logger, why), (_, count) => Log.AcceptsResumed(logger, count));
        flowLimit = Math.Min(options.MaxFlows ?? int.MaxValue, budget.Flows);
        if (options.MaxFlows > budget.Flows)
            Log.FewerFlowsThanAllowed(logger, options.MaxFlows.Value, budget.Flows);
    }

    /// <summary>Takes over the sockets of <paramref name="listeners"/> and begins to serve them.</summary>
    public static async Task<Gateway> StartAsync(
        GatewayOptions options, RelayStore store, IReadOnlyList<BoundListener> listeners, FlowDurations durations, ILoggerFactory loggers, TimeProvider time)
    {
        ILogger logger = loggers.CreateLogger("urelay");
        Gateway gateway = new(options, store.Journal, logger, time);
        HashSet<(string? Netns, NameServer Server)> ownDns = [.. listeners.SelectMany(bound => bound.ReachableAs)];
        ResolverOptions resolving = new() { Hosts = options.Hosts, IsOwnListener = (netns, server) => ownDns.Contains((netns, server)) };
        for (int i = 0; i < options.Loops; i++)
            gateway.hosts.Add(gateway.CreateHost(i, options, store, resolving, durations, logger));
        await gateway.hosts[0].Loop.RunAsync(() => gateway.guard.Follow(gateway.hosts[0].Loop));
        foreach (BoundListener bound in listeners)
            await gateway.ServeAsync(bound, store);
        return gateway;
    }

    /// <summary>The loop for what a worker needs only one of.</summary>
    public EventLoop HomeLoop => hosts[0].Loop;

    /// <summary>Told of every pause in accepting.</summary>
    public Episode AcceptPauses => acceptPauses;

    /// <summary>Reads the figures of all loops. One that does not answer in time is told of as it was, and as late.</summary>
    public async Task<GatewayFigures> ReadAsync()
    {
        LoopFigures[] loops = await Task.WhenAll(hosts.Select(ReadAsync));
        lastRead = loops;
        return new GatewayFigures(
            loops,
            [.. relaying.GroupBy(listener => listener.Name).Select(group => KeyValuePair.Create(group.Key, group.Sum(listener => listener.Flows.Taken)))],
            flowLimit,
            [.. Enum.GetValues<Refusal>().Select(refusals.CountOf)],
            acceptPauses.Total);
    }

    /// <summary>Stops accepting, lets flows go on for <paramref name="grace"/> or until <paramref name="atOnce"/>, then ends those that are left.</summary>
    /// <param name="grace">For all.</param>
    /// <param name="sending">From then on, how long is waited for flows that still have something of their client's to send.</param>
    /// <param name="atOnce">Ends both waits.</param>
    /// <returns>How many had to be ended.</returns>
    public async Task<int> DrainAsync(TimeSpan grace, TimeSpan sending, CancellationToken atOnce)
    {
        int[] left = await Task.WhenAll(hosts.Select(host => host.Loop.RunAsync(() => host.DrainAsync(grace, sending, atOnce))));
        return left.Sum();
    }

    public ValueTask DisposeAsync()
    {
        foreach (LoopHost host in hosts)
            host.Loop.Dispose();
        pipes.ForEach(pool => pool.Dispose());
        keeper?.Dispose();
        guard.Dispose();
        namespaces.Dispose();
        refusals.Dispose();
        guesses.Dispose();
        acceptPauses.Dispose();
        dnsLimits.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<LoopFigures> ReadAsync(LoopHost host, int number)
    {
        long asked = time.GetTimestamp();
        try
        {
            return await host.Loop.RunAsync(() => Task.FromResult(host.Read())).WaitAsync(AnswerTime, time);
        }
        catch (TimeoutException) when (lastRead is { } known)
        {
            return known[number] with { Lag = time.GetElapsedTime(asked) };
        }
    }

    private async Task ServeAsync(BoundListener bound, RelayStore store)
    {
        if (bound.Listener.Kind is ListenerKind.Dns or ListenerKind.Dot)
        {
            await hosts[0].Loop.RunAsync(() => hosts[0].Answer(bound, store.Snapshots, store.Phantoms));
            return;
        }
        relaying.Add(bound.Listener);
        for (int i = 0; i < bound.Streams.Count; i++)
        {
            LoopHost host = hosts[i % hosts.Count];
            int socket = bound.Streams[i];
            await host.Loop.RunAsync(() => host.Relay(bound.Listener, socket));
        }
    }

    private LoopHost CreateHost(int number, GatewayOptions options, RelayStore store, ResolverOptions resolving, FlowDurations durations, ILogger logger)
    {
        EventLoop loop = new($"loop {number}", time, logger);
        UpstreamSockets sockets = new(namespaces);
        Resolver resolver = new(loop, sockets, ResolverSettings.Of(options.Resolvers, logger), resolving, logger);
        CandidateRanking ranking = new(loop, new SourceAddresses(loop, sockets), history);
        WaysOut ways = new(loop, resolver, ranking, new DirectDialer(loop, sockets), health, new UpstreamProbe(loop, store.Snapshots, health), new TlsDialer(loop, roots));
        PipePool pool = new(loop, budget.Pipes / options.Loops, KeptPipes / options.Loops);
        pipes.Add(pool);
        FlowServices services = new(loop, options.Flows, store.Snapshots, store.Journal, new DestinationFinder(store.Phantoms),
            new Router(loop, resolver, ranking, guard, options.Flows.BlockUnmatched), new Dialer(loop, ways, history), pool, new FlowTable(loop), admission, refusals, guesses, durations, logger);
        loop.Start();
        return new LoopHost(number, services, resolver, lookUps, dnsLimits, acceptPauses, logger);
    }

    /// <summary>How long a loop may take to tell its figures.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);

    /// <summary>Idle pipes of all loops: an unprivileged user has 64 of full size (pipe(7)), and other programs.</summary>
    private const int KeptPipes = 16;
}
