using System.Text;
using Microsoft.Extensions.Logging;
using Relay.PdnsBackend.Answering;
using Relay.PdnsBackend.Serving;
using Relay.Store.Model;
using Relay.Store;

namespace Relay.PdnsBackend.Tests;

/// <summary>The loop without a socket: lines in, lines out.</summary>
internal static class Conversing
{
    /// <summary>What conversations are answered from.</summary>
    public static async Task<Backend> BackendAsync(IPhantoms phantoms, Snapshot? snapshot, ILogger log, TimeProvider time, BackendView? view = null)
    {
        StoreHealth health = new(log);
        StoreOpener opener = new(_ => Task.FromResult(new OpenedStore(phantoms, new FixedSnapshots(snapshot))), health, time);
        await opener.RunAsync(CancellationToken.None);
        return new Backend(new BackendAnswers(opener, view ?? new BackendView(), health, time), log);
    }

    /// <returns>The lines of the replies.</returns>
    public static string[] Talk(Backend backend, params string[] lines)
    {
        using MemoryStream input = new(Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n")))), output = new();
        new LineLoop(new Lazy<Backend>(backend)).Run(input, output);
        return Encoding.ASCII.GetString(output.ToArray()).TrimEnd('\n').Split('\n');
    }
}
