using Microsoft.Extensions.Logging;
using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Naming;

/// <summary>
/// The built-in DNS server, one listener's part on one loop. It is handed its sockets: a UDP one, and TCP connections as they are accepted.
/// Everything is called on the loop.
/// </summary>
internal sealed class DnsListener(EventLoop loop, string name, ISnapshots snapshots, IPhantoms phantoms, AskInternetSide internetSide, ILogger logger)
{
    /// <summary>TCP connections at once; one more is reset. Stub resolvers use TCP for what UDP did not hold, and close. They live of the reserve of descriptors.</summary>
    public const int MaxStreams = 256;

    private readonly DnsResponder responder = new(name, snapshots, phantoms, internetSide, logger);
    private readonly HashSet<LoopSocket> streams = [];
    private LoopSocket? datagrams;

    /// <summary>Its replies so far.</summary>
    public DnsTally Tally => responder.Tally;

    /// <summary>As rules and pools call it.</summary>
    public string Name => name;

    /// <summary>Takes over a bound UDP socket.</summary>
    /// <exception cref="LinuxException">The kernel does not let it be served.</exception>
    public void ServeDatagrams(int fd)
    {
        loop.AssertHere();
        IoResult reporting = Libc.ReportLocalEnds(fd);
        if (!reporting.Succeeded)
            throw new LinuxException("setsockopt IP_PKTINFO", reporting.Error);
        datagrams = LoopSocket.Adopt(loop, fd, out Errno error) ?? throw new LinuxException("epoll_ctl", error);
        DnsDatagrams.Start(datagrams, responder);
    }

    /// <summary>Takes over an accepted connection.</summary>
    // async void: a failure here is a bug, and the loop reports it as such through its context.
    public async void ServeStream(LoopSocket socket, NativeAddress peer)
    {
        if (streams.Count >= MaxStreams || !peer.TryGet(out NetAddress client, out _))
        {
            Log.NamingStreamRefused(logger, name);
            socket.Reset();
            return;
        }
        streams.Add(socket);
        try
        {
            await DnsStream.ServeAsync(socket, client, responder);
        }
        finally
        {
            streams.Remove(socket);
        }
    }

    /// <summary>Closes everything; questions that still wait for the store are not answered.</summary>
    public void Stop()
    {
        loop.AssertHere();
        datagrams?.Close();
        foreach (LoopSocket stream in streams.ToArray())
            stream.Close();
    }
}
