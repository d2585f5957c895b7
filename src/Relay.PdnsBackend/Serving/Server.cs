using System.Net.Sockets;
using Relay.PdnsBackend.Answering;

namespace Relay.PdnsBackend.Serving;

/// <summary>
/// Answers whoever connects, by either protocol. Each connection has a thread of its own that blocks on it: PowerDNS has a handful, each with one question at a time, and a hop to
/// another thread costs as much as an answer.
/// </summary>
internal sealed class Server(Socket listener, Backend backend, TimeProvider time)
{
    /// <summary>PowerDNS has one for each of its threads, and one more.</summary>
    public const int MaxConnections = 512;

    private const int StackSize = 256 << 10;

    /// <summary>Until descriptors or memory may be there again.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    private readonly Lazy<Backend> ready = new(backend);
    private int connections;

    public async Task RunAsync(CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                Take(await listener.AcceptAsync(ending));
            }
            catch (SocketException failure)
            {
                Log.NotAccepted(backend.Logger, failure.Message);
                await Task.Delay(Breath, time, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Take(Socket connection)
    {
        if (Interlocked.Increment(ref connections) > MaxConnections)
        {
            Log.TooManyConnections(backend.Logger, MaxConnections);
            Leave(connection);
            return;
        }
        new Thread(() => Talk(connection), StackSize) { IsBackground = true }.Start();
    }

    private void Talk(Socket connection)
    {
        try
        {
            using NetworkStream stream = new(connection);
            new LineLoop(ready).Run(stream, stream);
        }
        finally
        {
            Leave(connection);
        }
    }

    private void Leave(Socket connection)
    {
        connection.Dispose();
        _ = Interlocked.Decrement(ref connections);
    }
}
