using Microsoft.Extensions.Logging;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Routing;

/// <summary>
/// The guards in force. The addresses of the worker's own namespace are followed on one loop, for all; those of others, which few flows use, are looked at when one does:
/// whether there are notices is one call.
/// </summary>
internal sealed class HostGuard : LoopTarget, IHostGuard, IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly ILogger logger;
    private EventLoop? home;
    private readonly LocalAddresses addresses = LocalAddresses.Open();
    private readonly NamespaceGuards others;
    private volatile OwnHostGuard current;

    public HostGuard(ILogger logger)
    {
        this.logger = logger;
        others = new NamespaceGuards(logger);
        current = new OwnHostGuard(addresses.Read());
    }

    /// <summary>To be called on the loop.</summary>
    public void Follow(EventLoop loop)
    {
        home = loop;
        if (loop.Register(this, addresses.Descriptor, EpollFlags.In) is not Errno.None and Errno error)
            throw new LinuxException("epoll_ctl (rtnetlink)", error);
    }

    public OwnHostGuard? Of(Upstream way, out string? fault)
    {
        if (way.Members.Count > 0)
            return OfAny(way.Members, out fault);
        if (way.Via is { } before)
            return Of(before, out fault);
        fault = null;
        if (way.Netns is not { } netns)
            return current;
        try
        {
            return others.Of(netns);
        }
        catch (LinuxException unusable)
        {
            fault = $"upstream {way.Name}, {unusable.Message}";
            return null;
        }
    }

    public void Dispose()
    {
        others.Dispose();
        addresses.Dispose();
    }

    protected internal override void OnEvents(EpollFlags events) => ReadAgain();

    protected internal override void OnDeadline() => ReadAgain();

    /// <summary>A member whose namespace is not there dials nothing, and the others do: none only where that is so of all.</summary>
    private OwnHostGuard? OfAny(IReadOnlyList<GroupMember> members, out string? fault)
    {
        OwnHostGuard? all = null;
        fault = null;
        foreach (GroupMember member in members)
        {
            if (Of(member.Upstream, out string? why) is { } one)
                all = all is null || all == one ? one : all.And(one);
            else
                fault ??= why;
        }
        return all;
    }

    /// <summary>What cannot be read now is read a moment later, and until then what was known holds: forgetting it would lift the protection.</summary>
    private void ReadAgain()
    {
        try
        {
            current = new OwnHostGuard(addresses.Read());
        }
        catch (LinuxException failure)
        {
            Log.AddressesUnreadable(logger, failure.Message);
            home!.SetTimer(this, RetryDelay);
        }
    }
}
