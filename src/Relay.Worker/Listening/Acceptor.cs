using Relay.Worker.Linux;
using Relay.Worker.Loops;

namespace Relay.Worker.Listening;

/// <summary>Accepts on one listening socket of one loop, which stays the home of what it accepted. When there is no room it pauses, and what comes waits in the backlog.</summary>
internal sealed class Acceptor : LoopTarget
{
    /// <summary>What one turn accepts, so that open flows are not starved by new ones.</summary>
    private const int AcceptsPerTurn = 64;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly EventLoop loop;
    private readonly Action<LoopSocket, NativeAddress> accepted;
    private readonly AcceptGate gate;
    private int fd;

    private Acceptor(EventLoop loop, int fd, AcceptGate gate, Action<LoopSocket, NativeAddress> accepted)
    {
        this.loop = loop;
        this.fd = fd;
        this.gate = gate;
        this.accepted = accepted;
    }

    /// <summary>Takes over a listening socket; to be called on its loop.</summary>
    public static Acceptor Start(EventLoop loop, int fd, AcceptGate gate, Action<LoopSocket, NativeAddress> accepted)
    {
        Acceptor acceptor = new(loop, fd, gate, accepted);
        return acceptor.Watch() is not Errno.None and Errno error ? throw new LinuxException("epoll_ctl", error) : acceptor;
    }

    /// <summary>Stops accepting; what waits in the backlog is taken first, because closing would reset it.</summary>
    public void Stop()
    {
        if (fd < 0)
            return;
        // No more than the backlog holds: a flood must not keep us.
        for (int i = 0; i < ListenerSockets.Backlog && AcceptOne(); i++)
        {
        }
        loop.Forget(this, fd);
        Libc.Close(fd);
        fd = -1;
    }

    protected internal override void OnEvents(EpollFlags events)
    {
        for (int i = 0; i < AcceptsPerTurn && AcceptOne(); i++)
        {
        }
    }

    protected internal override void OnDeadline()
    {
        if (Watch() != Errno.None)
            loop.SetTimer(this, Pause);
    }

    private Errno Watch() => loop.Register(this, fd, EpollFlags.In);

    private bool AcceptOne()
    {
        if (!gate.IsOpen())
            return Rest();
        IoResult result = Libc.Accept(fd, out NativeAddress peer);
        if (!result.Succeeded)
            return KeepsAccepting(result.Error);
        gate.Accepted(result.Count);
        if (LoopSocket.Adopt(loop, result.Count, out Errno unwatched) is not { } client)
            return Exhausted(unwatched);
        accepted(client, peer);
        return true;
    }

    /// <summary>accept(2): errors of one connection are passed over; only the lack of descriptors or memory makes a pause.</summary>
    private bool KeepsAccepting(Errno error)
    {
        switch (error)
        {
            case Errno.TryAgain:
                return false;
            case Errno.TooManyFiles or Errno.TooManyFilesInSystem or Errno.NoBuffers or Errno.OutOfMemory:
                return Exhausted(error);
            default:
                return error is not (Errno.BadDescriptor or Errno.InvalidArgument);
        }
    }

    private bool Exhausted(Errno error)
    {
        gate.Exhausted(error);
        return Rest();
    }

    private bool Rest()
    {
        loop.Unwatch(this, fd);
        loop.SetTimer(this, Pause);
        return false;
    }
}
