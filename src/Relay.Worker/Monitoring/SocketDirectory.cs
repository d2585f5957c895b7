using System.Globalization;
using Relay.Worker.Linux;

namespace Relay.Worker.Monitoring;

/// <summary>
/// The directory in which each running worker of a store has a Unix socket that tells its figures: the one of the journals. The socket of a worker that was killed is left, refuses
/// connections, and is removed by the next start.
/// </summary>
internal sealed class SocketDirectory : IDisposable
{
    private const string Suffix = ".sock";
    private const UnixFileMode OnlyMine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string path;
    private readonly int descriptor;

    private SocketDirectory(string path, int descriptor) => (this.path, this.descriptor) = (path, descriptor);

    /// <exception cref="LinuxException">It cannot be opened.</exception>
    public static SocketDirectory Open(string path)
    {
        IoResult opened = Libc.OpenDirectory(path);
        return opened.Succeeded ? new SocketDirectory(path, opened.Count) : throw new LinuxException(path, opened.Error);
    }

    public static string NameOf(long worker) => string.Create(CultureInfo.InvariantCulture, $"{worker}.{Environment.ProcessId}{Suffix}");

    /// <summary>A path that always fits: one of a Unix socket has 107 bytes, unix(7), and directories can be deeper.</summary>
    public string AddressOf(string name) => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}/{name}");

    public string PathOf(string name) => Path.Combine(path, name);

    public IReadOnlyList<string> Names() => [.. Directory.EnumerateFiles(path, "*" + Suffix).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>Removes the sockets that nobody listens on.</summary>
    public void RemoveStale()
    {
        foreach (string name in Names())
        {
            int fd = Libc.OpenSocket(NativeAddress.Unix, Libc.Stream);
            Errno error = Libc.Connect(fd, NativeAddress.OfPath(AddressOf(name))).Error;
            Libc.Close(fd);
            if (error == Errno.ConnectionRefused)
                File.Delete(PathOf(name));
        }
    }

    /// <summary>A listening socket under a name, for the worker's own user alone.</summary>
    /// <exception cref="LinuxException">It cannot be made.</exception>
    public int Listen(string name)
    {
        int fd = Libc.OpenSocket(NativeAddress.Unix, Libc.Stream);
        // It gets its name when it listens: whoever removes stale ones never finds it in between.
        string unnamed = name + ".new";
        try
        {
            Check(Libc.SetMode(fd, OnlyMine), "fchmod");
            Check(Libc.Bind(fd, NativeAddress.OfPath(AddressOf(unnamed))), "bind");
            Check(Libc.Listen(fd, MetricsEndpoint.Backlog), "listen");
            File.Move(PathOf(unnamed), PathOf(name), overwrite: true);
            return fd;
        }
        catch
        {
            Libc.Close(fd);
            throw;
        }
    }

    public void Dispose() => Libc.Close(descriptor);

    private void Check(IoResult result, string call)
    {
        if (!result.Succeeded)
            throw new LinuxException($"{call} in {path}", result.Error);
    }
}
