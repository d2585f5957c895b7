using System.Diagnostics;
using System.Net.Sockets;
using Relay.Bench.Contenders;

namespace Relay.Bench.Names;

/// <summary>The processes of a server, the one that answers clients last.</summary>
internal sealed class RunningServer(params Process[] processes) : IDisposable
{
    /// <summary>PowerDNS' control socket, where it is to be told that answers have changed, as often as somebody commits.</summary>
    public string? Purges { get; init; }

    /// <summary>Of all its processes, and those that they started: nobody else's memory.</summary>
    public double PrivateMebibytes() => processes.Sum(process => new Relaying(process).PrivateBytes()) / (1 << 20);

    public bool HasEnded => processes.Any(process => process.HasExited);

    /// <summary>Tells it once a second, until cancelled, that all answers may have changed; at once where it need not be told.</summary>
    public async Task PurgeAsync(CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
        while (Purges is not null && await timer.WaitForNextTickAsync(CancellationToken.None) && !cancellation.IsCancellationRequested)
        {
            using Socket control = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await control.ConnectAsync(new UnixDomainSocketEndPoint(Purges), CancellationToken.None);
            await control.SendAsync("PURGE\n"u8.ToArray());
            _ = await control.ReceiveAsync(new byte[256]);
        }
    }

    public void Dispose()
    {
        foreach (Process process in processes.Reverse())
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
    }
}
