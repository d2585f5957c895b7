using Relay.Store.Model;
using Relay.Worker.Listening;

namespace Relay.Worker.Flows;

/// <summary>
/// How many flows there may be: in all, of one listener, of one client. Shared by the loops. Beyond the descriptors nothing is accepted, and clients wait;
/// beyond what the administrator allows, flows are refused.
/// </summary>
/// <param name="options">The limits.</param>
/// <param name="room">How many flows there are descriptors for.</param>
internal sealed class Admission(FlowOptions options, int room)
{
    /// <summary>Refused SOCKS clients that are listened to at once, so that they can be told in their protocol; more are reset.</summary>
    private const int MaxHeard = 256;

    private readonly Quota flows = new(options.MaxFlows ?? int.MaxValue);
    private readonly Quota heard = new(MaxHeard);
    private readonly ClientQuotas? clients = options.MaxFlowsPerClient is { } most ? new(most) : null;
    private readonly string full = $"the limit of open files has room for {room} flows";
    private int present;

    /// <summary>Flows that are open, without those that are being refused.</summary>
    public int Open => flows.Taken;

    /// <summary>Why nothing more may be accepted now; null where something may.</summary>
    public string? Obstacle() => Volatile.Read(ref present) < room ? null : full;

    /// <summary>Takes a place for a flow, or says why there is none. Either way the flow is to <see cref="Leave"/> when its sockets are closed.</summary>
    public Ticket Enter(Listener listener, NetAddress client)
    {
        Interlocked.Increment(ref present);
        Refusal refusal = Take(listener, client);
        return new Ticket(refusal, refusal == Refusal.None || listener.Kind != ListenerKind.Socks || heard.TryTake());
    }

    public void Leave(in Ticket ticket, Listener listener, NetAddress client)
    {
        Interlocked.Decrement(ref present);
        if (ticket.IsAdmitted)
        {
            flows.GiveBack();
            listener.Flows.GiveBack();
            clients?.GiveBack(client);
        }
        else if (ticket.IsHeard && listener.Kind == ListenerKind.Socks)
        {
            heard.GiveBack();
        }
    }

    /// <summary>A refusal in words, for the audit and the log.</summary>
    public string Describe(Refusal refusal, Listener listener) => refusal switch
    {
        Refusal.MaxFlows => $"as many flows are open as --max-flows allows: {flows.Limit}",
        Refusal.MaxFlowsPerClient => $"the client has as many flows open as --max-flows-per-client allows: {options.MaxFlowsPerClient}",
        Refusal.MaxFlowsOfListener => $"the listener {listener.Name} has as many flows open as its max allows: {listener.MaxFlows}",
        Refusal.JournalFull => "the audit journal is full",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };

    private Refusal Take(Listener listener, NetAddress client)
    {
        if (!flows.TryTake())
            return Refusal.MaxFlows;
        if (!listener.Flows.TryTake())
        {
            flows.GiveBack();
            return Refusal.MaxFlowsOfListener;
        }
        if (clients?.TryTake(client) == false)
        {
            listener.Flows.GiveBack();
            flows.GiveBack();
            return Refusal.MaxFlowsPerClient;
        }
        return Refusal.None;
    }
}
