using System.Net.Sockets;
using Relay.Worker.Linux;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Monitoring;

/// <summary>Asks the workers of this machine for their figures, on their sockets.</summary>
internal sealed class WorkerClient(SocketDirectory directory)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The figures of all that run, by the names of their sockets. One that was killed does not answer, and is none.</summary>
    /// <exception cref="LinuxException">A worker that runs does not answer as it should.</exception>
    public async Task<IReadOnlyDictionary<string, MetricsText>> ReadAllAsync()
    {
        Dictionary<string, MetricsText> pages = [];
        foreach (string name in directory.Names())
        {
            try
            {
                pages.Add(name, MetricsText.Parse(await AskAsync(name)));
            }
            catch (HttpRequestException refused) when (refused.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable })
            {
                // Killed, or ended just now.
                continue;
            }
            catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException or FormatException)
            {
                throw new LinuxException($"{directory.PathOf(name)}: the worker does not tell its figures ({(failed.InnerException ?? failed).Message})", Errno.TimedOut);
            }
        }
        return pages;
    }

    private async Task<string> AskAsync(string name)
    {
        using SocketsHttpHandler handler = new()
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellation) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(directory.AddressOf(name)), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        using HttpClient client = new(handler) { Timeout = Patience };
        return await client.GetStringAsync(new Uri("http://worker" + MetricsServer.Path));
    }
}
