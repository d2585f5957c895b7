using Microsoft.Extensions.Logging;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Routing;

/// <summary>The guard in force: follows the addresses of the worker's namespace, on one loop, for all.</summary>
internal sealed class HostGuard : LoopTarget, IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly ILogger logger;
    private EventLoop? home;
    private readonly LocalAddresses addresses = LocalAddresses.Open();
    private volatile OwnHostGuard current;

    public HostGuard(ILogger logger)
    {
        this.logger = logger;
        current = new OwnHostGuard(addresses.Read());
    }

    public OwnHostGuard Current => current;

    /// <summary>To be called on the loop.</summary>
    public void Follow(EventLoop loop)
    {
        home = loop;
        if (loop.Register(this, addresses.Descriptor, EpollFlags.In) is not Errno.None and Errno error)
            throw new LinuxException("epoll_ctl (rtnetlink)", error);
    }

    public void Dispose() => addresses.Dispose();

    protected internal override void OnEvents(EpollFlags events) => ReadAgain();

    protected internal override void OnDeadline() => ReadAgain();

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
