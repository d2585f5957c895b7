using System.Runtime.InteropServices;

namespace Relay.Worker.Linux;

/// <summary>Who owns a file, and what may be done with it: statx(2), access(2), open(2), fchmod(2).</summary>
internal static unsafe partial class Libc
{
    private const int CurrentDirectory = -100, NoFollow = 0x100;
    private const uint WantsUser = 0x8; // STATX_UID
    private const uint WantsInode = 0x100; // STATX_INO
    private const int StatxSize = 256, StatxUserOffset = 20, StatxInodeOffset = 32, StatxDeviceOffset = 136;
    private const int PathOnly = 0x200000; // O_PATH; O_DIRECTORY differs between architectures, and a path that ends in a slash says the same
    private const int WriteAndSearch = 3; // W_OK | X_OK

    /// <summary>The owner's number; that of nobody at all (-1) where there is no such file.</summary>
    public static uint OwnerOf(string path)
    {
        byte* entry = stackalloc byte[StatxSize];
        return statx(CurrentDirectory, path, NoFollow, WantsUser, entry) == 0 ? *(uint*)(entry + StatxUserOffset) : uint.MaxValue;
    }

    /// <summary>Follows links. All zeros where there is no such file.</summary>
    public static FileIdentity IdentityOf(string path)
    {
        byte* entry = stackalloc byte[StatxSize];
        return statx(CurrentDirectory, path, 0, WantsInode, entry) == 0
            ? new FileIdentity(*(uint*)(entry + StatxDeviceOffset), *(uint*)(entry + StatxDeviceOffset + 4), *(ulong*)(entry + StatxInodeOffset))
            : default;
    }

    /// <summary>A directory to start paths from, as <c>/proc/self/fd/N/name</c>: O_PATH, open(2).</summary>
    public static IoResult OpenDirectory(string path) => IoResult.OfReturn(open(path + "/", PathOnly | CloseOnExec, 0));

    /// <summary>What a socket's file may be used for by whom, once it is bound: fchmod(2).</summary>
    public static IoResult SetMode(int fd, UnixFileMode mode) => IoResult.OfReturn(fchmod(fd, (uint)mode));

    public static bool IsWritable(string directory) => access(directory, WriteAndSearch) == 0;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, byte* entry);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchmod(int fd, uint mode);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string path, int mode);
}
