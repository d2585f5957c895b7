using System.Net.Sockets;

namespace Relay.PdnsBackend.Serving;

/// <summary>
/// A listening Unix socket under a path, of one process at a time: who holds the lock beside it may replace what a killed one has left. The socket gets its name when it listens,
/// so that nobody finds one that refuses.
/// </summary>
internal sealed class SocketPlace : IDisposable
{
    /// <summary>unix(7): <c>sun_path</c> has 108 bytes with its zero; the names that it is given first and locked by are longer.</summary>
    private const int MaxPath = 102;

    private const int Backlog = 256;

    /// <summary>Its user and group: PowerDNS runs as one of them.</summary>
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly string path;
    private readonly FileStream held;

    private SocketPlace(string path, FileStream held, Socket listener) => (this.path, this.held, Listener) = (path, held, listener);

    public Socket Listener { get; }

    /// <exception cref="IOException">There can be none, or another process serves there. The message is one line, and says what to do.</exception>
    public static SocketPlace Open(string path)
    {
        if (path.Length > MaxPath)
            throw new IOException($"{path} is longer than the {MaxPath} characters that a socket's path may have: name a shorter one");
        FileStream held = Hold(path);
        try
        {
            RefuseFile(path);
            return new SocketPlace(path, held, Listen(path));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Listener.Dispose();
        File.Delete(path);
        held.Dispose();
    }

    private static Socket Listen(string path)
    {
        string unnamed = path + ".new";
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            File.Delete(unnamed);
            listener.Bind(new UnixDomainSocketEndPoint(unnamed));
            File.SetUnixFileMode(unnamed, Mode);
            listener.Listen(Backlog);
            File.Move(unnamed, path, overwrite: true);
            return listener;
        }
        catch (Exception failure)
        {
            listener.Dispose();
            throw failure is SocketException or UnauthorizedAccessException ? new IOException($"cannot listen on {path}: {failure.Message}", failure) : failure;
        }
    }

    /// <summary>The kernel lets go of it when the process ends, however that is (flock(2)).</summary>
    private static FileStream Hold(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException($"cannot listen on {path}: {denied.Message}", denied);
        }
        catch (IOException failure) when (File.Exists(path + ".lock"))
        {
            throw new IOException($"another process serves on {path}: end it, or name another socket", failure);
        }
    }

    /// <summary>A socket cannot be opened as a file (open(2), ENXIO).</summary>
    private static void RefuseFile(string path)
    {
        try
        {
            File.OpenHandle(path).Dispose();
        }
        catch (IOException)
        {
            return; // There is nothing, or a socket.
        }
        throw new IOException($"{path} is a file and no socket: name another");
    }
}
