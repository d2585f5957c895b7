using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Protocols.Dns;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Naming;

/// <summary>
/// The built-in DNS server, one listener's part on one loop. It is handed its sockets: a UDP one, and TCP connections as they are accepted.
/// Everything is called on the loop.
/// </summary>
internal sealed class DnsListener(EventLoop loop, string name, ISnapshots snapshots, IPhantoms phantoms, AskInternetSide internetSide, DnsLimits limits, ILogger logger)
{
    private readonly DnsResponder responder = new(name, snapshots, phantoms, internetSide, limits, logger);
    private readonly DnsStreams streams = new(limits);
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
    public void ServeStream(LoopSocket socket, NativeAddress peer) => Serve(socket, peer, DnsTransport.Tcp, () => new TcpChannel(socket));

    /// <summary>Takes over an accepted connection whose client will begin with a TLS handshake.</summary>
    public void ServeTls(LoopSocket socket, NativeAddress peer, TlsIdentity identity) =>
        Serve(socket, peer, DnsTransport.Tls, () => new TlsChannel(loop, new Socket(new SafeSocketHandle(socket.Release(), ownsHandle: true)), identity, name, logger));

    // async void: a failure here is a bug, and the loop reports it as such through its context.
    private async void Serve(LoopSocket socket, NativeAddress peer, DnsTransport transport, Func<IDnsChannel> open)
    {
        if (!peer.TryGet(out NetAddress client, out _) || !streams.HasRoomFor(client))
        {
            Log.NamingStreamRefused(logger, name, client.ToString());
            socket.Reset();
            return;
        }
        DnsStream stream = new(loop, open(), client, transport, responder, streams.Scratch);
        streams.Add(stream);
        try
        {
            await stream.ServeAsync();
        }
        finally
        {
            streams.Remove(stream);
        }
    }

    /// <summary>Closes everything; questions that still wait for the store are not answered.</summary>
    public void Stop()
    {
        loop.AssertHere();
        datagrams?.Close();
        streams.CloseAll();
    }
}
