using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Protocols.Dns;
using Relay.Worker.Protocols.Varlink;

namespace Relay.Worker.Resolving;

/// <summary>systemd-resolved.service(8), which has a cache, servers for each link, and mDNS and LLMNR of its own.</summary>
internal sealed class ResolvedSource(EventLoop loop, string path, TimeSpan limit) : INameSource
{
    /// <summary>It does not say how long its answers live, and is near enough to be asked again.</summary>
    private const uint Ttl = 5;

    private readonly string who = $"systemd-resolved ({path})";

    public async Task<LookUp> AskAsync(DomainName name, ushort type)
    {
        if (type is not (DnsType.A or DnsType.Aaaa))
            return LookUp.Failed($"{who} is asked for addresses only");
        (string? reply, string? failure, bool timedOut) = await DaemonSocket.AskAsync(loop, path, ResolveHostname.Question(name, type), limit);
        if (reply is null)
            return timedOut ? LookUp.TimedOut(who) : LookUp.Failed($"{who} cannot be asked: {failure}");
        ResolvedReply read = ResolveHostname.Read(reply, type);
        return read.Code is { } code
            ? LookUp.Of(new DnsResponse(code, false, [.. read.Addresses], Ttl, []), who)
            : LookUp.Failed($"{who} says: {read.Error}");
    }
}
