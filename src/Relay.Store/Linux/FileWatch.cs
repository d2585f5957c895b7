using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Relay.Store.Linux;

/// <summary>Waits until a file is written to, by whichever process: inotify(7). A write through a memory map is not seen.</summary>
internal sealed partial class FileWatch : IDisposable
{
    private const int CloseOnExec = 0x80000;                    // IN_CLOEXEC
    private const uint Written = 0x2, Once = 0x80000000;        // IN_MODIFY, IN_ONESHOT

    // struct inotify_event { int wd; uint32_t mask, cookie, len; char name[len]; }: of a watched file there is no name.
    private const int EventSize = 16;

    private readonly SafeFileHandle inotify = new(inotify_init1(CloseOnExec), ownsHandle: true);
    private volatile int watch = -1;

    /// <summary>From now on one write is noticed, until this is called again.</summary>
    /// <returns>False where the file cannot be watched: it is not there, or the user has too many watches (fs.inotify.max_user_instances).</returns>
    public bool Arm(string path) => !inotify.IsInvalid && (watch = inotify_add_watch(inotify, path, Written | Once)) >= 0;

    /// <summary>Waits for a write since <see cref="Arm"/>, or for <see cref="Disarm"/>.</summary>
    public void Wait()
    {
        Span<byte> events = stackalloc byte[8 * EventSize];
        while (true)
        {
            int read = RandomAccess.Read(inotify, events, fileOffset: 0);
            // What is left of an earlier watch (IN_IGNORED follows its write) is not news.
            for (int at = 0; at + EventSize <= read; at += EventSize)
            {
                if (BinaryPrimitives.ReadInt32LittleEndian(events[at..]) == watch)
                    return;
            }
        }
    }

    /// <summary>Ends a wait, from another thread.</summary>
    public void Disarm() => _ = inotify_rm_watch(inotify, watch);

    public void Dispose() => inotify.Dispose();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(SafeFileHandle inotify, string path, uint mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int inotify_rm_watch(SafeFileHandle inotify, int watch);
}
