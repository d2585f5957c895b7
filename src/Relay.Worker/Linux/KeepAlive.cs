namespace Relay.Worker.Linux;

/// <summary>
/// How a dead peer is noticed, tcp(7): asked after some silence, four times. The kernel does not ask while bytes are unacknowledged, and sends those again for a
/// quarter of an hour: <see cref="Patience"/> is for them. TCP_USER_TIMEOUT is not: the kernel applies it to zero windows too, and would reset a live peer that
/// has only stopped reading.
/// </summary>
/// <param name="IdleSeconds">The silence before the first probe; the others follow after a quarter of it each. 0: no probes.</param>
internal readonly record struct KeepAlive(int IdleSeconds)
{
    /// <summary>What TCP_KEEPIDLE takes at most.</summary>
    public const int MaxSeconds = 32_767;

    private const int Probes = 4;

    /// <summary>A socket whose peer is silent for so long is to be asked; setting it then is in time for the first question.</summary>
    public TimeSpan Quiet => IdleSeconds == 0 ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(500 * IdleSeconds);

    /// <summary>The silence after which a peer counts as dead.</summary>
    public TimeSpan Patience => IdleSeconds == 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(IdleSeconds + Probes * Interval);

    private int Interval => Math.Max(1, IdleSeconds / 4);

    /// <summary>On a listener: inherited by what it accepts. None of these can fail on a TCP socket.</summary>
    public void Apply(int fd)
    {
        _ = Libc.SetOption(fd, SocketOption.KeepAlive, IdleSeconds == 0 ? 0 : 1);
        if (IdleSeconds == 0)
            return;
        _ = Libc.SetOption(fd, SocketOption.KeepAliveIdle, IdleSeconds);
        _ = Libc.SetOption(fd, SocketOption.KeepAliveInterval, Interval);
        _ = Libc.SetOption(fd, SocketOption.KeepAliveCount, Probes);
    }
}
