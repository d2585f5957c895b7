using System.Runtime.InteropServices;

namespace Relay.Worker.Linux;

/// <summary>Who owns a file, and what we may do with it: statx(2), access(2).</summary>
internal static unsafe partial class Libc
{
    private const int CurrentDirectory = -100, NoFollow = 0x100;
    private const uint WantsUser = 0x8; // STATX_UID
    private const int StatxSize = 256, StatxUserOffset = 20;
    private const int WriteAndSearch = 3; // W_OK | X_OK

    /// <summary>The owner's number; that of nobody at all (-1) where there is no such file.</summary>
    public static uint OwnerOf(string path)
    {
        byte* entry = stackalloc byte[StatxSize];
        return statx(CurrentDirectory, path, NoFollow, WantsUser, entry) == 0 ? *(uint*)(entry + StatxUserOffset) : uint.MaxValue;
    }

    public static bool IsWritable(string directory) => access(directory, WriteAndSearch) == 0;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, byte* entry);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string path, int mode);
}
