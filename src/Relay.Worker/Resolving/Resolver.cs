using Microsoft.Extensions.Logging;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Sockets;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Resolving;

/// <summary>
/// Finds the addresses of names on the internet side, A and AAAA at once, and records of other types: <c>host</c> rows first, then whom the question names, from a socket
/// as its upstream has. One per loop, used there only.
/// </summary>
/// <param name="loop">The loop.</param>
/// <param name="sockets">Makes those that ask.</param>
/// <param name="settings">The worker's own servers, for a network namespace.</param>
/// <param name="options">Limits, and what is to be known.</param>
/// <param name="logger">Is told of loops.</param>
internal sealed class Resolver(EventLoop loop, UpstreamSockets sockets, Func<string?, IResolverSettings> settings, ResolverOptions options, ILogger logger) : IResolver
{
    /// <summary>More pairs of a resolver and a way than any configuration has at once: those of earlier ones are dropped.</summary>
    private const int MaxTellers = 256;

    private const long TellPause = 60_000;

    private readonly KnownNames known = new(options.Hosts);
    private readonly Dictionary<SharedAnswers.Place, Teller> tellers = [];
    private long toldAt = long.MinValue / 2;

    public ResolverTally Tally { get; } = new();

    public NameAnswers Ask(in NameQuestion question, Snapshot snapshot)
    {
        loop.AssertHere();
        if (known.Find(question.Name, snapshot, question.Wanted) is { } neverAsked)
            return neverAsked;
        Teller teller = TellerOf(question);
        if (teller.Hosts?.Find(question.Name, question.Wanted, loop.Now) is { } listed)
            return listed;
        AnswerCache cache = teller.Answers;
        // RFC 8305 section 3: AAAA first.
        Task<LookUp>? six = (question.Wanted & Families.Six) == 0 ? null : WithoutPhantoms(cache.FindAsync(question.Name, DnsType.Aaaa), snapshot);
        Task<LookUp>? four = (question.Wanted & Families.Four) == 0 ? null : WithoutPhantoms(cache.FindAsync(question.Name, DnsType.A), snapshot);
        return new NameAnswers(six, four);
    }

    /// <summary>The records of a type that is not of addresses, and not of aliases, which are followed.</summary>
    public Task<LookUp> FindAsync(in NameQuestion question, ushort type)
    {
        loop.AssertHere();
        return TellerOf(question).Answers.FindAsync(question.Name, type);
    }

    /// <summary>Whether <see cref="Ask"/> would ask nobody.</summary>
    public bool Knows(in NameQuestion question, Snapshot snapshot) =>
        known.Find(question.Name, snapshot) is not null
        || (TellerOf(question) is var teller && (teller.Hosts?.Find(question.Name, question.Wanted, loop.Now) is not null || (teller.Answers.Knows(question.Name, DnsType.Aaaa) && teller.Answers.Knows(question.Name, DnsType.A))));

    /// <summary>Whether <see cref="FindAsync"/> would ask nobody.</summary>
    public bool Knows(in NameQuestion question, ushort type) => TellerOf(question).Answers.Knows(question.Name, type);

    private Teller TellerOf(in NameQuestion question)
    {
        Upstream way = question.Way.OwnSocket();
        SharedAnswers.Place key = new(question.Asked?.Row, SocketColumns.Of(way));
        if (tellers.TryGetValue(key, out Teller? teller))
            return teller;
        // What is being asked goes on, and is told to those who wait for it.
        if (tellers.Count == MaxTellers)
            tellers.Clear();
        HostsFile? hosts = question.Asked?.Kind == ResolverKind.System ? HostsFile.Of(options.HostsFile, way.Netns, logger) : null;
        return tellers[key] = new Teller(new AnswerCache(loop, SourceOf(question.Asked, way), key, options, Tally), hosts);
    }

    private INameSource SourceOf(NameResolver? by, Upstream way) => by?.Kind switch
    {
        ResolverKind.Mdns => new AvahiSource(loop, options.AvahiSocket, options.Limit),
        ResolverKind.Resolved => new ResolvedSource(loop, options.ResolvedSocket, options.Limit),
        ResolverKind.Dns => new DnsServers(loop, sockets, way, new FixedSettings(ResolvConf.Of(by.Servers), $"resolver {by.Name}"), options),
        ResolverKind.System => new DnsServers(loop, sockets, way, ResolvConfFile.Of(way.Netns, logger), options),
        _ => new DnsServers(loop, sockets, way, settings(way.Netns), options),
    };

    /// <summary>A phantom address in an answer shows that our own DNS was asked, over whatever way: it is dropped, and its teller named.</summary>
    private Task<LookUp> WithoutPhantoms(Task<LookUp> found, Snapshot snapshot) =>
        !found.IsCompletedSuccessfully ? WithoutPhantomsAsync(found, snapshot)
        : PhantomIn(found.Result, snapshot) is { } phantom ? Task.FromResult(Without(phantom, found.Result, snapshot))
        : found;

    private async Task<LookUp> WithoutPhantomsAsync(Task<LookUp> pending, Snapshot snapshot)
    {
        LookUp answer = await pending;
        return PhantomIn(answer, snapshot) is { } phantom ? Without(phantom, answer, snapshot) : answer;
    }

    private LookUp Without(NetAddress phantom, LookUp answer, Snapshot snapshot)
    {
        string pool = snapshot.PoolOf(phantom)!.Name;
        if (loop.Now - toldAt >= TellPause)
        {
            toldAt = loop.Now;
            // Without the name, and the address that stands for it: the audit may not be allowed to know either.
            Log.ResolverLoop(logger, answer.By, pool);
        }
        NetAddress[] others = [.. answer.Addresses.Where(address => snapshot.PoolOf(address) is not { Kind: PoolKind.Phantom6 })];
        return others.Length == 0 ? LookUp.Failed($"{answer.By} answered with {phantom}, an address of the pool {pool}: it is, or asks, our own DNS") : answer with { Response = answer.Response with { Addresses = others } };
    }

    private static NetAddress? PhantomIn(LookUp answer, Snapshot snapshot)
    {
        foreach (NetAddress address in answer.Addresses)
        {
            if (snapshot.PoolOf(address) is { Kind: PoolKind.Phantom6 })
                return address;
        }
        return null;
    }

    /// <summary>Who is asked, and what was answered; and what is looked into before.</summary>
    private sealed record Teller(AnswerCache Answers, HostsFile? Hosts);
}
