using System.Diagnostics;
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
