using Microsoft.Extensions.Logging;
using Relay.Store;
using Relay.Store.Model;
using Relay.Store.Phantoms;
using Relay.Store.Telemetry;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Naming;

/// <summary>
/// What the DNS listeners give one client, so that none takes all, and no flood of questions in somebody's name becomes a flood of replies to him. Forwarders ask for
/// many, and are not limited. Thread-safe: shared by the loops.
/// </summary>
internal sealed class DnsLimits : IDisposable
{
    /// <summary>Replies over UDP a second, by default: far more than a machine full of programs asks for.</summary>
    public const int DefaultRepliesPerClient = 1000;

    /// <summary>What all clients together get has no limit.</summary>
    private const double Unlimited = 1e15;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    /// <summary>A host has all of its /64 to ask from: RFC 4862 and, in other's names, any flood.</summary>
    private const int NetworkOfHost = 64;

    private readonly PhantomOptions names;
    private readonly ClientRates? replies;
    private readonly Episode episode;

    /// <param name="repliesPerClient">Replies over UDP a second, ten seconds' worth at once; null: as many as it asks for.</param>
    /// <param name="names">Of these, who is a forwarder.</param>
    /// <param name="logger">Told of clients that are over it.</param>
    /// <param name="time">The clock.</param>
    public DnsLimits(int? repliesPerClient, PhantomOptions names, ILogger logger, TimeProvider time)
    {
        this.names = names;
        if (repliesPerClient is { } rate)
            replies = new ClientRates(rate, Unlimited, PhantomOptions.BurstSeconds, names.IsForwarder, time);
        episode = new Episode(time, Quiet, why => Log.NamingLimited(logger, why), (why, count) => Log.NamingNoLongerLimited(logger, count, why));
    }

    public bool IsForwarder(NetAddress client) => names.IsForwarder(client);

    /// <summary>Whether a client may have another reply over UDP.</summary>
    public bool TakeReply(string listener, NetAddress client)
    {
        if (replies is null || replies.Take(client.IsIPv4 || IsForwarder(client) ? client : client.FirstOf(NetworkOfHost)) == RateExcess.None)
            return true;
        episode.Note($"{client} at listener {listener}");
        return false;
    }

    public void Dispose() => episode.Dispose();
}
