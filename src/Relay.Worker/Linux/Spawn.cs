using System.Runtime.InteropServices;
using System.Text;

namespace Relay.Worker.Linux;

/// <summary>
/// posix_spawn(3). Arguments and environment are bytes and pass through unaltered (<c>Process.Start</c> decodes them, and leaves SIGPIPE
/// ignored). SIGPIPE and SIGCHLD are back to their defaults; what else the parent ignores, the child ignores (so nohup(1) works through us).
/// </summary>
internal static unsafe partial class Spawn
{
    private const short SetMask = 0x08, SetDefault = 0x04; // POSIX_SPAWN_SETSIGMASK, POSIX_SPAWN_SETSIGDEF
    private const int BrokenPipeSignal = 13;
    private const int FirstBeyondPlaces = 16;

    /// <summary>At least sizeof(posix_spawnattr_t) and sizeof(posix_spawn_file_actions_t), which are opaque.</summary>
    internal const int OpaqueSize = 512;

    /// <summary>sizeof(sigset_t).</summary>
    internal const int SignalSetSize = 128;

    /// <returns>The child's pid, the caller's to wait for.</returns>
    /// <exception cref="LinuxException">It could not be executed.</exception>
    public static int Start(string path, IReadOnlyList<byte[]> arguments, SpawnOptions options)
    {
        byte* attributes = stackalloc byte[OpaqueSize], actions = stackalloc byte[OpaqueSize];
        Check(posix_spawnattr_init(attributes), "posix_spawnattr_init");
        Check(posix_spawn_file_actions_init(actions), "posix_spawn_file_actions_init");
        byte** argv = CopyStrings(arguments);
        byte** added = CopyStrings([.. options.Variables.Select(Encoding.UTF8.GetBytes)]);
        byte** environment = Environment(options.WithoutVariables, added);
        List<int> copies = [];
        try
        {
            SetSignals(attributes, options.BlockedSignals);
            // From copies above all places, so that none is overwritten before its turn.
            foreach ((int from, int to) in options.Descriptors)
            {
                copies.Add(Libc.DuplicateAbove(from, FirstBeyondPlaces));
                Check(posix_spawn_file_actions_adddup2(actions, copies[^1], to), "posix_spawn_file_actions_adddup2");
            }
            int pid;
            Check(posix_spawn(&pid, path, actions, attributes, argv, environment), path);
            return pid;
        }
        finally
        {
            copies.ForEach(Libc.Close);
            NativeMemory.Free(environment);
            FreeStrings(added);
            FreeStrings(argv);
            _ = posix_spawn_file_actions_destroy(actions);
            _ = posix_spawnattr_destroy(attributes);
        }
    }

    private static void SetSignals(byte* attributes, IReadOnlyList<int>? blocked)
    {
        ulong* set = stackalloc ulong[SignalSetSize / sizeof(ulong)];
        new Span<byte>(set, SignalSetSize).Clear();
        set[0] = BitOf(BrokenPipeSignal) | BitOf(Libc.ChildSignal);
        Check(posix_spawnattr_setsigdefault(attributes, set), "posix_spawnattr_setsigdefault");
        short flags = SetDefault;
        if (blocked is not null)
        {
            set[0] = blocked.Aggregate(0UL, (bits, signal) => bits | BitOf(signal));
            Check(posix_spawnattr_setsigmask(attributes, set), "posix_spawnattr_setsigmask");
            flags |= SetMask;
        }
        Check(posix_spawnattr_setflags(attributes, flags), "posix_spawnattr_setflags");
    }

    private static ulong BitOf(int signal) => 1UL << (signal - 1);

    private static byte** CopyStrings(IReadOnlyList<byte[]> strings)
    {
        byte** copied = (byte**)NativeMemory.AllocZeroed((nuint)strings.Count + 1, (nuint)sizeof(byte*));
        for (int i = 0; i < strings.Count; i++)
        {
            copied[i] = (byte*)NativeMemory.Alloc((nuint)strings[i].Length + 1);
            strings[i].CopyTo(new Span<byte>(copied[i], strings[i].Length));
            copied[i][strings[i].Length] = 0;
        }
        return copied;
    }

    private static void FreeStrings(byte** strings)
    {
        for (int i = 0; strings[i] != null; i++)
            NativeMemory.Free(strings[i]);
        NativeMemory.Free(strings);
    }

    /// <summary>The pointers of environ(7), without some and with others: the strings stay where they are.</summary>
    private static byte** Environment(IReadOnlyList<string> without, byte** added)
    {
        nint libc = NativeLibrary.Load("libc", typeof(Spawn).Assembly, null);
        byte** all = *(byte***)NativeLibrary.GetExport(libc, "environ");
        int count = Length(all) + Length(added);
        byte[][] prefixes = [.. without.Select(name => Encoding.UTF8.GetBytes(name + "="))];
        byte** kept = (byte**)NativeMemory.AllocZeroed((nuint)count + 1, (nuint)sizeof(byte*));
        int next = 0;
        for (int i = 0; all[i] != null; i++)
        {
            if (!IsAnyPrefix(prefixes, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(all[i])))
                kept[next++] = all[i];
        }
        for (int i = 0; added[i] != null; i++)
            kept[next++] = added[i];
        return kept;
    }

    private static int Length(byte** strings)
    {
        int length = 0;
        while (strings[length] != null)
            length++;
        return length;
    }

    private static bool IsAnyPrefix(byte[][] prefixes, ReadOnlySpan<byte> variable)
    {
        foreach (byte[] prefix in prefixes)
        {
            if (variable.StartsWith(prefix))
                return true;
        }
        return false;
    }

    /// <summary>This family returns the error number instead of setting errno.</summary>
    private static void Check(int error, string what)
    {
        if (error != 0)
            throw new LinuxException(what, (Errno)error);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(int* pid, string path, byte* actions, byte* attributes, byte** argv, byte** environment);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(byte* attributes, ulong* signals);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(byte* attributes, ulong* signals);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int from, int to);
}
