using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;

namespace Relay.LoadKit;

/// <summary>What became of many connections. Thread-safe.</summary>
internal sealed class Tally
{
    private readonly ConcurrentBag<double> times = [];
    private readonly ConcurrentDictionary<string, int> failures = new();
    private int done, failed;

    public int Done => done;

    public int Failed => failed;

    /// <summary>Runs and counts one; false where it failed.</summary>
    public async Task<bool> CountAsync(Func<Task> one)
    {
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        try
        {
            await one();
            times.Add(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            Interlocked.Increment(ref done);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or IOException or OperationCanceledException or InvalidDataException)
        {
            Interlocked.Increment(ref failed);
            failures.AddOrUpdate(failure is SocketException socket ? socket.SocketErrorCode.ToString() : failure.GetType().Name, 1, static (_, count) => count + 1);
            return false;
        }
    }

    /// <summary>One line: <c>NAME done=N failed=N p50=MS p99=MS max=MS</c>, and the failures by kind.</summary>
    public void Print(string name)
    {
        double[] sorted = [.. times.Order()];
        string kinds = string.Concat(failures.Select(kind => string.Create(CultureInfo.InvariantCulture, $" {kind.Key}={kind.Value}")));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name} done={done} failed={failed} p50={At(0.5):f2} p99={At(0.99):f2} max={At(1):f2}{kinds}"));

        double At(double part) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(part * sorted.Length))];
    }
}
