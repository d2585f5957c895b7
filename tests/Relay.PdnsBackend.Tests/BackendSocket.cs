using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Relay.Store.Model;
using Relay.TestKit;

namespace Relay.PdnsBackend.Tests;

/// <summary>
/// The backend's loop behind a Unix socket, one thread a connection: PowerDNS speaks the same protocol to it as to a co-process, and the test sees
/// what was asked of the store.
/// </summary>
internal sealed class BackendSocket : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-sock-");
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly StoreHealth health;
    private readonly StoreOpener opener;
    private readonly ILogger log;

    public BackendSocket(MemoryPhantoms phantoms, ILogger log, bool hasSnapshot = true, Snapshot? snapshot = null)
    {
        this.log = log;
        health = new StoreHealth(log);
        opener = new StoreOpener(_ => Task.FromResult(new OpenedStore(phantoms, new FixedSnapshots(hasSnapshot ? snapshot ?? TestSnapshots.Of() : null))), health, TimeProvider.System);
        Path = System.IO.Path.Combine(directory.FullName, "pipe");
        listener.Bind(new UnixDomainSocketEndPoint(Path));
        listener.Listen();
        _ = AcceptAsync();
    }

    public string Path { get; }

    public void Dispose()
    {
        listener.Dispose();
        directory.Delete(recursive: true);
    }

    private async Task AcceptAsync()
    {
        await opener.RunAsync(CancellationToken.None);
        try
        {
            while (true)
            {
                Socket connection = await listener.AcceptAsync();
                new Thread(() => Serve(connection)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException closed) when (closed.SocketErrorCode == SocketError.OperationAborted)
        {
            return; // The test is over.
        }
    }

    private void Serve(Socket connection)
    {
        using NetworkStream stream = new(connection, ownsSocket: true);
        new PipeLoop(() => new PipeBackend(new PipeAnswers(opener, "", health, TimeProvider.System), log)).Run(stream, stream);
    }
}
