using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Protocols.Dns;
using Relay.Worker.Protocols.Varlink;

namespace Relay.Worker.Resolving;

/// <summary>systemd-resolved.service(8), which has servers for each link, and mDNS and LLMNR of its own.</summary>
internal sealed class ResolvedSource(EventLoop loop, string path, TimeSpan limit) : DaemonSource(loop, "systemd-resolved", path, limit)
{
    /// <summary>It does not say how long its answers live, and is near enough to be asked again.</summary>
    private const uint Ttl = 5;

    protected override string Question(DomainName name, ushort type) => ResolveHostname.Question(name, type);

    protected override LookUp Read(string reply, ushort type)
    {
        ResolvedReply read = ResolveHostname.Read(reply, type);
        return read.Code is { } code
            ? LookUp.Of(new DnsResponse(code, false, [.. read.Addresses], Ttl, []), Who)
            : LookUp.Failed($"{Who} says: {read.Error}");
    }
}
