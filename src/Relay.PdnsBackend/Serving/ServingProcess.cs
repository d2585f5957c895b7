using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Relay.PdnsBackend.Serving;

/// <summary>One process for all of PowerDNS' threads: memory and caches exist once. It runs until it is told to end.</summary>
internal static class ServingProcess
{
    /// <summary>In the place of a path: the socket that systemd passes.</summary>
    public const string Systemd = "systemd";

    /// <exception cref="IOException">It cannot listen. The message is one line, and says what to do.</exception>
    public static int Run(string where, BackendOptions options)
    {
        using SocketPlace? place = where == Systemd ? null : SocketPlace.Open(where);
        using Socket listener = place?.Listener ?? PassedSocket.Take();
        using CancellationTokenSource ending = new();
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ending.Cancel();
        }

        using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End), interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using BackendHost host = new(options);
        Log.Serves(host.Backend.Logger, where);
        new Server(listener, host.Backend, TimeProvider.System).RunAsync(ending.Token).GetAwaiter().GetResult();
        return 0;
    }
}
