namespace Relay.Worker.Linux;

/// <summary>epoll_ctl(2).</summary>
[Flags]
internal enum EpollFlags : uint
{
    None = 0,
    In = 0x1,

    /// <summary>EPOLLPRI: urgent data.</summary>
    Priority = 0x2,
    Out = 0x4,
    Error = 0x8,
    HangUp = 0x10,
    PeerShutdown = 0x2000,
    Exclusive = 1u << 28,
    EdgeTriggered = 1u << 31,
}
