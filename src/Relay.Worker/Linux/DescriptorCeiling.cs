namespace Relay.Worker.Linux;

/// <summary>
/// Sockets and pipes of flows stay below a number, so that some descriptors are always left: the runtime cannot start a thread without two, and ends the
/// process then. The lowest free number is always given next (open(2)), so a number tells how many are open.
/// </summary>
internal static class DescriptorCeiling
{
    private const ulong MostSpared = 192;

    private static readonly int Value = Below(Libc.OpenFilesLimit());

    /// <summary>Where the ceiling is under a limit of open files.</summary>
    public static int Below(ulong limit) => (int)Math.Min(limit - Math.Min(MostSpared, limit / 8), int.MaxValue);

    /// <summary>True of a descriptor that is one too many.</summary>
    public static bool IsPassedBy(int fd) => fd >= Value;

    /// <summary>Whether the next one would be: asked of the kernel.</summary>
    public static bool IsReached
    {
        get
        {
            IoResult probe = Libc.TryOpenSocket(NativeAddress.Unix, Libc.Stream);
            if (probe.Succeeded)
                Libc.Close(probe.Count);
            return !probe.Succeeded;
        }
    }
}
