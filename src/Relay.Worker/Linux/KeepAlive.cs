namespace Relay.Worker.Linux;

/// <summary>
/// How a dead peer is noticed, tcp(7): asked after a minute of silence, four times. TCP_USER_TIMEOUT is not for us: the kernel applies it to zero windows too,
/// and would reset a live peer that has only stopped reading.
/// </summary>
internal static class KeepAlive
{
    private const int IdleSeconds = 60, IntervalSeconds = 15, Probes = 4;

    /// <summary>A socket that is quiet for so long is to be asked; setting it then is in time for the first question.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(IdleSeconds / 2);

    /// <summary>On a listener: inherited by what it accepts. None of these can fail on a TCP socket.</summary>
    public static void Apply(int fd)
    {
        _ = Libc.SetOption(fd, SocketOption.KeepAlive, 1);
        _ = Libc.SetOption(fd, SocketOption.KeepAliveIdle, IdleSeconds);
        _ = Libc.SetOption(fd, SocketOption.KeepAliveInterval, IntervalSeconds);
        _ = Libc.SetOption(fd, SocketOption.KeepAliveCount, Probes);
    }
}
