using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Protocols.Avahi;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Resolving;

/// <summary>Multicast DNS by avahi-daemon(8), which has a cache of its own.</summary>
internal sealed class AvahiSource(EventLoop loop, string path, TimeSpan limit) : INameSource
{
    /// <summary>avahi-daemon does not say how long its answers live: a machine that has gone is noticed soon.</summary>
    private const uint Ttl = 10;

    private readonly string who = $"avahi-daemon ({path})";

    public async Task<LookUp> AskAsync(DomainName name, ushort type)
    {
        if (type is not (DnsType.A or DnsType.Aaaa))
            return LookUp.Failed($"{who} is asked for addresses only");
        (string? reply, string? failure, bool timedOut) = await DaemonSocket.AskAsync(loop, path, AvahiSimple.Question(name, type), limit);
        if (reply is null)
            return timedOut ? LookUp.TimedOut(who) : LookUp.Failed($"{who} cannot be asked: {failure}");
        return AvahiSimple.Read(reply, type, out NetAddress address) switch
        {
            AvahiReply.Address => LookUp.Of(new DnsResponse(DnsResponseCode.NoError, false, [address], Ttl, []), who),
            // Silence is the only "no" of multicast DNS.
            AvahiReply.NobodyAnswers => LookUp.Of(new DnsResponse(DnsResponseCode.NxDomain, false, [], Ttl, []), who),
            _ => LookUp.Failed($"{who} says: {reply.Trim()}"),
        };
    }
}
