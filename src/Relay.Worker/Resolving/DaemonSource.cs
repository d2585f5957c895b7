using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Loops;

namespace Relay.Worker.Resolving;

/// <summary>A daemon of this host, which has a cache of its own, asked for addresses over its Unix socket.</summary>
/// <param name="loop">The loop.</param>
/// <param name="daemon">What it is called.</param>
/// <param name="path">Of its socket.</param>
/// <param name="limit">For a question and its answer.</param>
internal abstract class DaemonSource(EventLoop loop, string daemon, string path, TimeSpan limit) : INameSource
{
    /// <summary>What messages call it.</summary>
    protected string Who { get; } = $"{daemon} ({path})";

    public async Task<LookUp> AskAsync(DomainName name, ushort type)
    {
        if (type is not (DnsType.A or DnsType.Aaaa))
            return LookUp.Failed($"{Who} is asked for addresses only");
        (string? reply, string? failure, bool timedOut) = await DaemonSocket.AskAsync(loop, path, Question(name, type), limit);
        return reply is not null ? Read(reply, type)
            : timedOut ? LookUp.TimedOut(Who)
            : LookUp.Failed($"{Who} cannot be asked: {failure}");
    }

    /// <summary>The message that asks, with its final byte.</summary>
    protected abstract string Question(DomainName name, ushort type);

    /// <param name="reply">Without its final byte.</param>
    /// <param name="type">What was asked for.</param>
    protected abstract LookUp Read(string reply, ushort type);
}
