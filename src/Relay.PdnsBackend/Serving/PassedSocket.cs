using System.Globalization;
using System.Net.Sockets;

namespace Relay.PdnsBackend.Serving;

/// <summary>The listening socket that systemd passes, sd_listen_fds(3). It stays open over restarts, so that who connects meanwhile waits and is not refused.</summary>
internal static class PassedSocket
{
    private const int First = 3;

    /// <exception cref="IOException">None was passed. The message is one line, and says what to do.</exception>
    public static Socket Take()
    {
        if (Variable("LISTEN_PID") != Environment.ProcessId || Variable("LISTEN_FDS") != 1)
            throw new IOException("--serve systemd: no socket was passed (LISTEN_PID, LISTEN_FDS): start the socket unit, or name a path");
        try
        {
            Socket passed = new(new SafeSocketHandle(First, ownsHandle: true));
            return passed is { AddressFamily: AddressFamily.Unix, SocketType: SocketType.Stream }
                ? passed
                : throw new IOException("--serve systemd: what was passed is no Unix stream socket: write ListenStream=/path into the socket unit");
        }
        catch (SocketException failure)
        {
            throw new IOException($"--serve systemd: what was passed is no socket: {failure.Message}", failure);
        }
    }

    private static int? Variable(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
