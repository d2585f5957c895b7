using Relay.Store.Model;
using Relay.Worker.Destinations;
using Relay.Worker.Dialing;
using Relay.Worker.Handshakes;
using Relay.Worker.Linux;
using Relay.Worker.Listening;
using Relay.Worker.Loops;
using Relay.Worker.Relaying;
using Relay.Worker.Routing;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Flows;

/// <summary>
/// One relayed connection, from accept to audit:
/// <code>
/// handshake → intent → destination → rules(name) → resolve → rules(address) → dial → reply → data path → audit
/// </code>
/// It lives on the loop that accepted it, and pins one snapshot. Every stage gives a result or an end; nothing is thrown for what peers do.
/// </summary>
internal sealed class Flow : IReadinessObserver
{
    /// <summary>Why a flow is refused where there has been no good revision yet.</summary>
    public const string NoUsableRules = "no usable rules are loaded: see the table problem";

    private readonly FlowServices services;
    private readonly FlowTally tally;
    private readonly Listener listener;
    private readonly LoopSocket client;
    private readonly NetAddress clientAddress;
    private readonly ushort clientPort;
    private readonly FlowAudit audit;
    private readonly Ticket ticket;
    private readonly DialAttempt dialing = new();
    private readonly long began;
    private LoopSocket? remote;
    private DataPath? path;
    private bool ended, guesses;

    public Flow(FlowServices services, FlowTally tally, LoopSocket client, in NativeAddress peer)
    {
        this.services = services;
        this.tally = tally;
        listener = tally.Listener;
        this.client = client;
        began = services.Loop.Timestamp;
        _ = peer.TryGet(out clientAddress, out clientPort);
        audit = new FlowAudit(services.Journal, services.Loop, listener, clientAddress, clientPort, dialing);
        ticket = services.Admission.Enter(listener, clientAddress);
        tally.Begin();
    }

    /// <summary>True while something that the client sent has not reached the target's socket.</summary>
    public bool IsSending => path?.IsSending ?? client.HasUnread;

    /// <summary>Begins a flow on its loop, and takes over the client's socket.</summary>
    public static void Start(FlowServices services, FlowTally tally, LoopSocket client, NativeAddress peer)
    {
        try
        {
            _ = new Flow(services, tally, client, peer).RunAsync();
        }
        catch
        {
            client.Reset();
            throw;
        }
    }

    /// <summary>Shows what was relayed so far: a flow of a week is not seen only at its end.</summary>
    public void TellProgress() => tally.AddOpen(path?.BytesUp ?? 0, path?.BytesDown ?? 0);

    private async Task RunAsync()
    {
        services.Table.Add(this);
        FlowEnd end;
        try
        {
            end = await ConnectAsync() ?? EndOf(await RelayAsync(path!, remote!));
        }
        catch (Exception bug)
        {
            Log.FlowFailed(services.Logger, bug, audit.Id);
            end = new FlowEnd(Outcome.Error, bug.Message);
        }
        End(end);
    }

    /// <summary>Ends the flow because the worker is ending. What it waits for elsewhere comes too late, and is ignored.</summary>
    public void Stop()
    {
        if (path is not null)
        {
            path.Stop();
            remote?.Carrier?.Reset();
        }
        else
            Abandon(new FlowEnd(Outcome.Shutdown));
    }

    /// <summary>While it is dialed: a reset is the client's last word. (A FIN is not: what it sent before, and the answer, are still wanted.)</summary>
    void IReadinessObserver.OnReady(LoopSocket socket)
    {
        if (!socket.HasError)
            return;
        Errno error = Libc.PendingError(socket.Descriptor);
        Abandon(new FlowEnd(error == Errno.TimedOut ? Outcome.Timeout : Outcome.ResetByClient, error.ToText()));
    }

    private void Abandon(in FlowEnd end)
    {
        End(end);
        dialing.CallOff();
    }

    /// <summary>From accept to the data path, or to the reason why there is none. What it holds is gone while bytes are relayed.</summary>
    private async ValueTask<FlowEnd?> ConnectAsync()
    {
        if (!ticket.IsHeard)
            return new FlowEnd(Outcome.Limit, Refuse(ticket.Refusal).Detail);
        client.SetDeadline(services.Options.HandshakeTimeout);
        HandshakeResult handshake = listener.Kind == ListenerKind.Socks
            ? await SocksHandshake.ReadAsync(client)
            : TransparentHandshake.Read(client);
        client.ClearDeadline();
        if (handshake.Intent is not { } intent)
            return new FlowEnd(Outcome.HandshakeFailed, handshake.Failure);

        client.Observer = this;
        DialResult dialed = await ReachAsync(intent);
        client.Observer = null;
        remote = dialed.Socket;
        if (ended)
            return new FlowEnd(Outcome.ResetByClient);
        bool told = await ReplyAsync(intent, dialed);
        if (remote is null)
            return new FlowEnd(dialed.Outcome, dialed.Describe());
        if (!told)
            return new FlowEnd(Outcome.ResetByClient, "the client left before the reply");

        path = new DataPath(client, remote, services.Pipes, services.Options.Relaying);
        path.Begin(intent.Early.Span, dialed.Early.Span);
        // From here on as any socket: a target that sends in two writes may wait for the ACK of the first.
        if (dialed.HoldsAck)
            _ = Libc.SetOption(remote.Descriptor, SocketOption.QuickAck, 1);
        return null;
    }

    /// <summary>Until both sides have ended. What goes over a carrier leaves after its socket has taken it: before that the flow is not over, and the worker may not end.</summary>
    private static ValueTask<RelayEnd> RelayAsync(DataPath path, LoopSocket remote) =>
        remote.Carrier is { } carrier ? RelayOverAsync(carrier, path, remote) : path.EndAsync();

    private static async ValueTask<RelayEnd> RelayOverAsync(ICarrier carrier, DataPath path, LoopSocket remote)
    {
        RelayEnd end = await path.EndAsync();
        if (end.Outcome != Outcome.Ok)
            return end;
        remote.Close();
        await carrier.Ended;
        return carrier.Failure switch
        {
            Errno.None => end,
            Errno.ConnectionAborted => new RelayEnd(Outcome.Shutdown),
            Errno.TimedOut => new RelayEnd(Outcome.Timeout, Errno.TimedOut),
            Errno failure => new RelayEnd(Outcome.ResetByRemote, failure),
        };
    }

    private static FlowEnd EndOf(in RelayEnd end) => new(end.Outcome, end.Error == Errno.None ? null : end.Error.ToText());

    /// <summary>From intent to a connected socket, or to the reason why there is none.</summary>
    private async ValueTask<DialResult> ReachAsync(Intent intent)
    {
        audit.Note(intent);
        if (!ticket.IsAdmitted)
            return Refuse(ticket.Refusal);
        if (services.Snapshots.Current is not { } snapshot)
            return DialResult.Failed(Outcome.Error, NoUsableRules);
        if (listener.Kind == ListenerKind.Transparent && listener.OwnAddresses.Contains(intent.Address))
            return DialResult.Failed(Outcome.Forbidden, $"{intent.Address} is the gateway's own");

        Finding found = await services.Destinations.FindAsync(intent, clientAddress, snapshot);
        if (found.Destination is not { } destination)
        {
            guesses = found.Outcome is Outcome.UnknownPhantom or Outcome.Limit;
            return DialResult.Failed(found.Outcome, found.Reason);
        }
        if (!audit.Note(destination, snapshot))
            return Refuse(Refusal.JournalFull);

        Route route = await services.Router.RouteAsync(destination, destination.FactsOf(clientAddress, listener.Name), snapshot);
        audit.Note(route);
        if (route.Outcome != Outcome.Open)
            return DialResult.Failed(route.Outcome, route.Reason);

        long asked = services.Loop.Timestamp;
        FlowOrigin origin = new(clientAddress, clientPort, intent.HasName ? null : intent.Address, destination.Domain, client.HasUnread);
        DialResult dialed = await services.Dialer.DialAsync(route, snapshot, origin, services.Options.DialTimeout, dialing);
        audit.Note(dialed);
        if (dialed.Connected && !ended)
            services.Durations.Dialed(services.Loop.Since(asked));
        if (dialed.Outcome == Outcome.Limit)
            services.Refusals.Note(Refusal.Descriptors, dialed.Describe()!);
        return dialed;
    }

    /// <summary>There is no room for the flow.</summary>
    private DialResult Refuse(Refusal why)
    {
        string detail = services.Admission.Describe(why, listener);
        services.Refusals.Note(why, detail);
        return DialResult.Failed(Outcome.Limit, detail);
    }

    /// <summary>Tells a client that waits for it what became of its wish.</summary>
    private async ValueTask<bool> ReplyAsync(Intent intent, DialResult dialed)
    {
        if (intent.Reply == ReplyStyle.None)
            return true;
        NetAddress bound = default;
        ushort port = 0;
        if (dialed.Socket is { } socket)
            _ = Libc.LocalAddress(socket.Descriptor).TryGet(out bound, out port);
        client.SetDeadline(services.Options.HandshakeTimeout);
        return await SocksHandshake.ReplyAsync(client, intent.Reply, dialed.Outcome, (int)dialed.Error, bound, port);
    }

    private void End(in FlowEnd end)
    {
        if (ended)
        {
            remote?.Reset();
            return;
        }
        ended = true;
        (long up, long down) = (path?.BytesUp ?? 0, path?.BytesDown ?? 0);
        services.Table.Remove(this);
        Close(end.Outcome);
        services.Admission.Leave(ticket, listener, clientAddress);
        tally.End(end.Outcome, up, down);
        if (ticket.IsAdmitted)
            services.Durations.Ended(services.Loop.Since(began));
        // Of what clients can do as fast as they like, only so much is recorded.
        if (ticket.IsAdmitted || services.Refusals.MayRecord())
            audit.End(end, up, down, guesses ? services.Guesses : null);
    }

    /// <summary>Peers see what happened: FIN after an end in order, else RST. A SOCKS client that was told the reason gets a plain FIN.</summary>
    private void Close(Outcome outcome)
    {
        bool inOrder = outcome == Outcome.Ok;
        bool wasTold = listener.Kind == ListenerKind.Socks && ticket.IsHeard && remote is null && outcome != Outcome.Shutdown;
        if (inOrder || wasTold)
            client.Close();
        else
            client.Reset();
        if (inOrder)
            remote?.Close();
        else
            remote?.Reset();
    }
}
