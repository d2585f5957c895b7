namespace Relay.Worker.Linux;

/// <summary>How a process ended: a wait status of waitpid(2), where the low seven bits are the signal, and the next byte the exit code.</summary>
internal readonly record struct ProcessEnd(int WaitStatus)
{
    public int Signal => WaitStatus & 0x7f;

    public int ExitCode => WaitStatus >> 8 & 0xff;

    /// <summary>As shells report it: the exit code, or 128 and the signal.</summary>
    public int Status => Signal != 0 ? 128 + Signal : ExitCode;
}
