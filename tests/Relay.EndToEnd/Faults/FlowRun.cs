using System.Net;
using System.Net.Sockets;
using Relay.EndToEnd.Lab;

namespace Relay.EndToEnd.Faults;

/// <summary>One planned flow, from the connect to both sides' last call.</summary>
internal sealed class FlowRun(FlowPlan plan, InternetSide internet, PrivateSide clients) : IDisposable
{
    /// <summary>The first flow's target port; each has its own, by which its row is found.</summary>
    public const int FirstPort = 10_000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Actor client = new(plan.Client, plan.Server), server = new(plan.Server, plan.Client);
    private Socket? listening;
    private bool reachedServer;

    public int Port => FirstPort + plan.Number;

    /// <summary>What hung or broke the test's own actors; null where both came to their end.</summary>
    public string? Trouble { get; private set; }

    public async Task RunAsync()
    {
        try
        {
            listening = Listen();
            Task serving = ServeAsync(listening);
            await PlayClientAsync().WaitAsync(Deadline);
            // A client that left early may have called the dial off: then nobody comes.
            if (plan.Client.Fault == Fault.None || reachedServer)
                await serving.WaitAsync(Deadline);
        }
        catch (TimeoutException)
        {
            Trouble = "it hangs";
        }
        catch (Exception broken)
        {
            Trouble = broken.ToString();
        }
    }

    /// <summary>What is wrong with how it went, given its row.</summary>
    public IEnumerable<string> Judge(AuditRow row)
    {
        if (Trouble is not null)
            yield return Trouble;
        if (!plan.Outcomes.Contains(row.Outcome))
            yield return $"the outcome cannot be {row.Outcome}";
        foreach (string wrong in JudgeBytes("up", client, server, row.BytesUp).Concat(JudgeBytes("down", server, client, row.BytesDown)))
            yield return wrong;
        if (row.Outcome == "ok" && (row.BytesUp, row.BytesDown) != (plan.Client.Length, plan.Server.Length))
            yield return "it is ok, but has not moved all bytes";
        foreach (string wrong in JudgeEnd("client", plan.Client, client, plan.Server, row))
            yield return wrong;
        // Where the dial is called off before its first byte, the handshake may be without an end, and the server's program never hears of it.
        if (!reachedServer && row is { BytesUp: 0, Outcome: "reset_by_client" })
            yield break;
        foreach (string wrong in JudgeEnd("server", plan.Server, server, plan.Client, row))
            yield return wrong;
    }

    public void Dispose()
    {
        listening?.Dispose();
        client.Dispose();
        server.Dispose();
    }

    public override string ToString() => $"{plan}\nclient {Describe(client)}\nserver {Describe(server)}";

    private static IEnumerable<string> JudgeBytes(string way, Actor from, Actor to, long counted)
    {
        if (to.FirstWrong >= 0)
            yield return $"{way}: the byte at {to.FirstWrong} is not the one that was sent";
        if (to.Received > counted || counted > from.Offered)
            yield return $"{way}: {counted} bytes in the audit, {from.Offered} sent, {to.Received} arrived";
    }

    /// <summary>Who keeps to the order sees what the other did: an end after all bytes, or a reset, and never an end in place of a reset.</summary>
    private static IEnumerable<string> JudgeEnd(string name, SidePlan plan, Actor actor, SidePlan other, AuditRow row)
    {
        if (plan.Fault != Fault.None)
            yield break;
        if (row.Outcome == "ok" && (!actor.SawEnd || actor.Errors.Count > 0 || actor.Received != other.Length))
            yield return $"the {name} did not get all bytes and the end";
        if (other.Fault is Fault.Reset or Fault.CloseUnread && !actor.SawReset && !(actor.WasRefused && row.Outcome == "refused"))
            yield return $"the {name} did not see the reset";
    }

    private Socket Listen() => internet.Space.Inside(() =>
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Prepare(socket, plan.Server);
        socket.Bind(new IPEndPoint(IPAddress.Parse(internet.Address4), Port));
        socket.Listen();
        return socket;
    });

    private async Task ServeAsync(Socket at)
    {
        Socket accepted;
        try
        {
            accepted = await at.AcceptAsync();
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return; // Disposed at the end of the test: nobody came.
        }
        reachedServer = true;
        at.Dispose();
        await server.RunAsync(accepted);
    }

    private async Task PlayClientAsync()
    {
        bool bySocks = plan.Entry != Entry.Transparent;
        Socket socket = clients.NewSocket(AddressFamily.InterNetwork);
        Prepare(socket, plan.Client);
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(bySocks ? PrivateSide.Gateway4 : internet.Address4), bySocks ? PrivateSide.SocksPort : Port);
        }
        catch (SocketException refused)
        {
            client.NoteRefusal(refused); // The server's reset may come as early as this.
            socket.Dispose();
            return;
        }
        if (bySocks)
            _ = await socket.SendAsync(PrivateSide.Socks4Request(internet.Address4, Port));
        await client.RunAsync(socket, isGreeted: bySocks);
    }

    private static void Prepare(Socket socket, SidePlan side)
    {
        if (side.ReceiveBuffer > 0)
            socket.ReceiveBufferSize = side.ReceiveBuffer;
    }

    private static string Describe(Actor actor) =>
        $"sent {actor.Sent}, received {actor.Received}, end {actor.SawEnd}, errors [{string.Join(", ", actor.Errors)}]";
}
