using Relay.Store.Model;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Naming;

/// <summary>
/// The connections of one listener on one loop: so many at once, of one client a quarter of them. Where there is no room, the one that was not asked for longest and
/// owes nothing makes it (RFC 7766 section 6.2.3): who keeps connections for later can open them again.
/// </summary>
internal sealed class DnsStreams(DnsLimits limits)
{
    /// <summary>Stub resolvers use TCP for what UDP did not hold, and close. They live of the reserve of descriptors.</summary>
    public const int Max = 256, MaxPerClient = Max / 4;

    private readonly List<DnsStream> open = [];
    private byte[]? scratch;

    /// <summary>For one reply, of whichever of them.</summary>
    public byte[] Scratch => scratch ??= GC.AllocateUninitializedArray<byte>(DnsTcpFrame.MaxLength);

    /// <summary>Whether another connection of the client may be opened; makes room for it.</summary>
    public bool HasRoomFor(NetAddress client)
    {
        IEnumerable<DnsStream> own = open.Where(stream => stream.Client == client);
        if (!limits.IsForwarder(client) && own.Count() >= MaxPerClient)
            return Close(own);
        return open.Count < Max || Close(open);
    }

    public void Add(DnsStream stream) => open.Add(stream);

    public void Remove(DnsStream stream) => open.Remove(stream);

    public void CloseAll()
    {
        foreach (DnsStream stream in open.ToArray())
            stream.Close();
    }

    private bool Close(IEnumerable<DnsStream> among)
    {
        if (among.Where(static stream => stream.IsIdle).MinBy(static stream => stream.LastAsked) is not { } idle)
            return false;
        idle.Close();
        open.Remove(idle);
        return true;
    }
}
