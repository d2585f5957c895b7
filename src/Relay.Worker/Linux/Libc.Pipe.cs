using System.Runtime.InteropServices;

namespace Relay.Worker.Linux;

/// <summary>pipe(7) and splice(2).</summary>
internal static unsafe partial class Libc
{
    private const uint Move = 1, SpliceNonBlock = 2;
    private const int SetPipeSize = 1031, GetPipeSize = 1032;

    /// <summary>pipe2(2): false when descriptors, below the <see cref="DescriptorCeiling"/>, or pipe pages have run out.</summary>
    public static bool TryCreatePipe(out int readEnd, out int writeEnd)
    {
        int* ends = stackalloc int[2];
        bool made = pipe2(ends, CloseOnExec | NonBlock) == 0;
        readEnd = ends[0];
        writeEnd = ends[1];
        if (!made || !DescriptorCeiling.IsPassedBy(int.Max(readEnd, writeEnd)))
            return made;
        Close(readEnd);
        Close(writeEnd);
        return false;
    }

    /// <summary>F_SETPIPE_SZ, or what there is where it is refused; returns the size in bytes.</summary>
    public static int ResizePipe(int fd, int bytes)
    {
        int size = fcntl(fd, SetPipeSize, bytes);
        return size > 0 ? size : fcntl(fd, GetPipeSize, 0);
    }

    public static IoResult Splice(int from, int to, int bytes) =>
        IoResult.OfReturn(splice(from, null, to, null, (nuint)bytes, Move | SpliceNonBlock));

    public static IoResult Write(int fd, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* start = buffer)
            return IoResult.OfReturn(write(fd, start, (nuint)buffer.Length));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    // A variadic function of three words: passed like a plain one on the ABIs of x86-64 and arm64 Linux.
    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int fd, int command, nint argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint splice(int from, long* fromOffset, int to, long* toOffset, nuint length, uint flags);
}
