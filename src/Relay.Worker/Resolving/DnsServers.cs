using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Protocols.Dns;
using Relay.Worker.Sockets;

namespace Relay.Worker.Resolving;

/// <summary>
/// DNS servers, one after the other until one answers: over UDP, over TCP where that is not enough, with letters of mixed case. Aliases whose end the answer leaves open
/// are asked for in turn.
/// </summary>
internal sealed class DnsServers(EventLoop loop, UpstreamSockets sockets, Upstream way, IResolverSettings settings, ResolverOptions options) : INameSource
{
    /// <summary>A chain is followed over so many answers; each may hold <see cref="DnsResponseReader.MaxAliases"/>.</summary>
    private const int MaxAnswers = 8;

    /// <summary>How long a server is not asked in mixed case that did not keep it.</summary>
    private const long PlainTime = 3_600_000;

    private static readonly NetPrefix Loopback4 = NetPrefix.Parse("127.0.0.0/8"), Loopback6 = NetPrefix.Parse("::1/128");

    /// <summary>For servers on this host, which no device leads to.</summary>
    private readonly Upstream local = new() { Name = way.Name, Kind = UpstreamKind.Direct, Netns = way.Netns };

    private readonly Dictionary<NameServer, long> plainUntil = [];

    /// <summary>The server that answered last: after a failure it is asked first, and the dead one is not waited for by every flow.</summary>
    private NameServer preferred;

    private int turn;

    public async Task<LookUp> AskAsync(DomainName name, ushort type)
    {
        long until = loop.Now + (long)options.Limit.TotalMilliseconds;
        LookUp answer = await AskAsync(name, type, until);
        uint? ttl = answer.IsAnswered ? answer.Response.Ttl : null;
        for (int answers = 1; answer.IsAnswered && answer.Response.Alias is { } alias; answers++)
        {
            if (answers == MaxAnswers)
                return LookUp.Failed($"the aliases of {name} do not end");
            if (!DomainName.TryParse(alias, out DomainName next))
                return LookUp.Failed($"{answer.By} says that {name} is an alias of '{alias}', which is no name of a host");
            answer = await AskAsync(next, type, until);
            // Nothing of a chain outlives its shortest link.
            if (answer.IsAnswered && answer.Response.Ttl is { } its)
                ttl = ttl is { } sofar ? Math.Min(sofar, its) : its;
        }
        return answer.IsAnswered ? answer with { Response = answer.Response with { Ttl = answer.Response.Ttl is null ? null : ttl } } : answer;
    }

    private async Task<LookUp> AskAsync(DomainName name, ushort type, long until)
    {
        ResolvConf conf = settings.Current(loop.Now);
        NameServer[] servers = [.. InOrder(conf).Where(server => !options.IsOwnListener(way.Netns, server))];
        if (servers.Length == 0)
            return LookUp.Failed($"the name server {conf.Servers[0]} of {settings.Place} is our own DNS listener: name another");
        LookUp last = LookUp.TimedOut($"the name server {servers[0]}");
        for (int attempt = 0; attempt < conf.Attempts; attempt++)
        {
            foreach (NameServer server in servers)
            {
                TimeSpan left = TimeSpan.FromMilliseconds(until - loop.Now);
                if (left <= TimeSpan.Zero)
                    return last;
                DnsExchange exchange = new(loop, sockets, IsLocal(server) ? local : way, server, name, type, left < conf.Timeout ? left : conf.Timeout)
                {
                    MixesCase = loop.Now >= plainUntil.GetValueOrDefault(server),
                    OverTcp = conf.UsesStreams,
                };
                last = await exchange.AskAsync();
                if (exchange.ChangesCase)
                    plainUntil[server] = loop.Now + PlainTime;
                if (!last.IsAnswered)
                    continue;
                preferred = server;
                return last;
            }
        }
        return last;
    }

    private IEnumerable<NameServer> InOrder(ResolvConf conf)
    {
        if (!conf.Rotates)
            return conf.Servers.OrderByDescending(server => server == preferred);
        int first = turn++ % conf.Servers.Count;
        return conf.Servers.Skip(first).Concat(conf.Servers.Take(first));
    }

    private static bool IsLocal(NameServer server) => Loopback4.Contains(server.Address) || Loopback6.Contains(server.Address);
}
