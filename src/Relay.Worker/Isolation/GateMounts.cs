using Relay.Worker.Linux;

namespace Relay.Worker.Isolation;

/// <summary>What the program sees of the file system: all of the host's, but its own /proc, its own resolv.conf, and nothing where paths are hidden.</summary>
internal static class GateMounts
{
    /// <summary>Where a file system in memory is mounted for a moment, to bind a file from it elsewhere.</summary>
    private const string Staging = "/tmp";

    private const string Nothing = "/dev/null";

    /// <summary>Call it in a mount namespace of our own, from which nothing propagates (unshare(1) sees to that).</summary>
    /// <exception cref="GateException">One line that says what could not be mounted.</exception>
    public static void Build(IEnumerable<string> hidden)
    {
        MountProc();
        string resolvConf = Libc.RealPath(ResolvConf.Path)
            ?? throw new GateException($"{ResolvConf.Path} does not exist on this machine: create it (an empty file will do)");
        string[] hiding = Existing(hidden);
        bool hidesResolvConf = hiding.Any(path => resolvConf.StartsWith(path + "/", StringComparison.Ordinal));
        if (!hidesResolvConf)
            BindResolvConf(resolvConf);
        Cover(hiding);
        if (hidesResolvConf)
            WriteResolvConf(resolvConf);
    }

    /// <summary>Hides more; what does not exist by now is not hidden.</summary>
    public static void Hide(IEnumerable<string> paths) => Cover(Existing(paths));

    private static void Cover(string[] hiding)
    {
        string current = Environment.CurrentDirectory;
        Array.ForEach(hiding, Hide);
        if (hiding.Any(path => (current + "/").StartsWith(path + "/", StringComparison.Ordinal)))
            LeaveForWhatCovers(current);
    }

    private static string[] Existing(IEnumerable<string> paths) => [.. paths.Select(Libc.RealPath).OfType<string>().Distinct()];

    /// <summary>Containers often mask parts of /proc, and the kernel then refuses a new one: the program lives with the old.</summary>
    private static void MountProc()
    {
        IoResult result = Libc.MountProc("/proc");
        if (result.Error is not (Errno.None or Errno.PermissionDenied))
            Check(result, "mount /proc");
    }

    private static void BindResolvConf(string target)
    {
        Check(Libc.MountTemporary(Staging), $"mount {Staging}");
        string source = Path.Combine(Staging, "resolv.conf");
        WriteResolvConf(source);
        Check(Libc.BindMount(source, target), $"bind {target}");
        Check(Libc.Detach(Staging), $"unmount {Staging}");
    }

    private static void WriteResolvConf(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, ResolvConf.Text);
    }

    /// <summary>A current directory is a hold on what is below the mount: it is entered anew, by its name.</summary>
    private static void LeaveForWhatCovers(string current)
    {
        try
        {
            Environment.CurrentDirectory = current;
        }
        catch (IOException)
        {
            throw new GateException($"{current} is hidden from the program, so it cannot start there: change to another directory");
        }
    }

    /// <summary>An empty directory; for the rest the null device, so that connect(2) to a socket says "connection refused".</summary>
    private static void Hide(string path) =>
        Check(Directory.Exists(path) ? Libc.MountTemporary(path) : Libc.BindMount(Nothing, path), $"hide {path}");

    private static void Check(IoResult result, string what)
    {
        if (!result.Succeeded)
            throw new GateException($"the program's file system: {new LinuxException(what, result.Error).Message}");
    }
}
