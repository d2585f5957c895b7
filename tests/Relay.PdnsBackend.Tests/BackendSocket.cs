using Microsoft.Extensions.Logging;
using Relay.PdnsBackend.Answering;
using Relay.PdnsBackend.Serving;
using Relay.Store.Model;
using Relay.TestKit;

namespace Relay.PdnsBackend.Tests;

/// <summary>The server of the program, in the process of the test, which sees what was asked of the store.</summary>
internal sealed class BackendSocket : IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-sock-");
    private readonly SocketPlace place;
    private readonly Task serving;

    private BackendSocket(Func<Task<Backend>> make)
    {
        Path = System.IO.Path.Combine(directory.FullName, "pdns.sock");
        place = SocketPlace.Open(Path);
        serving = ServeAsync(make);
    }

    public BackendSocket(MemoryPhantoms phantoms, ILogger log, bool hasSnapshot = true, Snapshot? snapshot = null, bool hasZones = false)
        : this(() => Conversing.BackendAsync(phantoms, hasSnapshot ? snapshot ?? TestSnapshots.Of() : null, log, TimeProvider.System, new BackendView(HasZones: hasZones)))
    {
    }

    public string Path { get; }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await serving;
        place.Dispose();
        directory.Delete(recursive: true);
        ending.Dispose();
    }

    private async Task ServeAsync(Func<Task<Backend>> make) => await new Server(place.Listener, await make(), TimeProvider.System).RunAsync(ending.Token);
}
