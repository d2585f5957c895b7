using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Protocols.Avahi;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Resolving;

/// <summary>Multicast DNS by avahi-daemon(8).</summary>
internal sealed class AvahiSource(EventLoop loop, string path, TimeSpan limit) : DaemonSource(loop, "avahi-daemon", path, limit)
{
    /// <summary>avahi-daemon does not say how long its answers live: a machine that has gone is noticed soon.</summary>
    private const uint Ttl = 10;

    protected override string Question(DomainName name, ushort type) => AvahiSimple.Question(name, type);

    protected override LookUp Read(string reply, ushort type) => AvahiSimple.Read(reply, type, out NetAddress address) switch
    {
        AvahiReply.Address => LookUp.Of(new DnsResponse(DnsResponseCode.NoError, false, [address], Ttl, []), Who),
        // Silence is the only "no" of multicast DNS.
        AvahiReply.NobodyAnswers => LookUp.Of(new DnsResponse(DnsResponseCode.NxDomain, false, [], Ttl, []), Who),
        _ => LookUp.Failed($"{Who} says: {reply.Trim()}"),
    };
}
