using System.Runtime.InteropServices;
using System.Text;

namespace Relay.Worker.Linux;

/// <summary>Processes and what they inherit: kill(2), waitpid(2), _exit(2), setrlimit(2), close_range(2), credentials(7).</summary>
internal static unsafe partial class Libc
{
    private const int ExecuteAccess = 1;
    private const int NumberOfFiles = 7; // RLIMIT_NOFILE
    private const uint RangeCloseOnExec = 4;
    private const int PathMax = 4096;

    public static IoResult Kill(int pid, int signal) => IoResult.OfReturn(kill(pid, signal));

    /// <summary>Waits for one child, or any (-1). Returns its pid.</summary>
    /// <exception cref="LinuxException">There is no such child.</exception>
    public static int Wait(int pid, out ProcessEnd end)
    {
        while (true)
        {
            int status = 0;
            int waited = waitpid(pid, &status, 0);
            end = new ProcessEnd(status);
            if (waited >= 0)
                return waited;
            if ((Errno)Marshal.GetLastPInvokeError() != Errno.Interrupted)
                throw Failure("waitpid");
        }
    }

    /// <summary>Ends the process at once: no handlers run, and none can hold it up.</summary>
    public static void ExitNow(int code) => _exit(code);

    public static int UserId => (int)geteuid();

    public static int GroupId => (int)getegid();

    public static int ParentId => getppid();

    /// <summary>Every descriptor from <paramref name="first"/> up ends with the next exec.</summary>
    public static void CloseOnExecFrom(int first)
    {
        if (close_range((uint)first, uint.MaxValue, (int)RangeCloseOnExec) < 0)
            throw Failure("close_range");
    }

    /// <summary>dup2(2): the copy is not close-on-exec.</summary>
    public static bool TryDuplicate(int from, int to) => dup2(from, to) >= 0;

    /// <summary>F_DUPFD_CLOEXEC, fcntl(2).</summary>
    public static int DuplicateAbove(int from, int least)
    {
        int fd = fcntl(from, 1030, least);
        return fd >= 0 ? fd : throw Failure("F_DUPFD_CLOEXEC");
    }

    public const int ChildSignal = 17;

    private const nint Default = 0, Ignored = 1; // SIG_DFL, SIG_IGN

    /// <summary>A caller that ignores SIGCHLD has us ignore it too, and then there are no children to wait for: back to its default, signal(2).</summary>
    public static void ExpectChildren()
    {
        const int SizeOfAction = 152; // struct sigaction, whose first field is the handler
        byte* action = stackalloc byte[SizeOfAction];
        if (sigaction(ChildSignal, null, action) == 0 && *(nint*)action == Ignored)
            _ = signal(ChildSignal, Default);
    }

    /// <summary>The soft limit of open files, which the runtime raised to the hard one at start.</summary>
    public static ulong OpenFilesLimit()
    {
        ulong* limit = stackalloc ulong[2]; // struct rlimit { rlim_t rlim_cur, rlim_max; }
        return getrlimit(NumberOfFiles, limit) < 0 ? throw Failure("getrlimit") : limit[0];
    }

    /// <summary>Sets the soft limit of open files, within the hard one.</summary>
    public static void LimitOpenFiles(ulong soft)
    {
        ulong* limit = stackalloc ulong[2]; // struct rlimit { rlim_t rlim_cur, rlim_max; }
        if (getrlimit(NumberOfFiles, limit) < 0)
            throw Failure("getrlimit");
        limit[0] = ulong.Min(soft, limit[1]);
        if (setrlimit(NumberOfFiles, limit) < 0)
            throw Failure("setrlimit");
    }

    /// <summary>faccessat(2) with X_OK, on a path of any bytes.</summary>
    public static IoResult CanExecute(ReadOnlySpan<byte> path)
    {
        byte[] terminated = [.. path, 0];
        fixed (byte* start = terminated)
            return IoResult.OfReturn(access(start, ExecuteAccess));
    }

    /// <summary>realpath(3): every symbolic link resolved; null when there is nothing there, or out of reach.</summary>
    public static string? RealPath(string path)
    {
        byte* resolved = stackalloc byte[PathMax];
        return realpath(path, resolved) == null ? null : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(resolved));
    }

    /// <summary>memfd_create(2), close-on-exec: a file without a name.</summary>
    public static int OpenMemory(string name)
    {
        int fd = memfd_create(name, 1);
        return fd >= 0 ? fd : throw Failure("memfd_create");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int pid, int* status, int options);

    [LibraryImport("libc")]
    private static partial void _exit(int code);

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial uint getegid();

    [LibraryImport("libc")]
    private static partial int getppid();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close_range(uint first, uint last, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(int from, int to);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrlimit(int resource, ulong* limit);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int resource, ulong* limit);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int access(byte* path, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* realpath(string path, byte* resolved);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    private static partial int sigaction(int number, byte* action, byte* before);
}
