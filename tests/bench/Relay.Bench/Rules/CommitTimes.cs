using System.Data.Common;
using System.Diagnostics;
using System.Globalization;

namespace Relay.Bench.Rules;

/// <summary>From the return of COMMIT to the swap in the last of several processes.</summary>
internal static class CommitTimes
{
    private const int Processes = 4;

    /// <returns>Milliseconds, sorted.</returns>
    public static async Task<double[]> MeasureAsync(string location, Func<DbConnection> connect, int commits)
    {
        List<Process> watchers = [];
        try
        {
            for (int i = 0; i < Processes; i++)
                watchers.Add(Start(location));
            foreach (Process watcher in watchers)
                _ = await ReadAsync(watcher);
            await using DbConnection connection = connect();
            await connection.OpenAsync();
            double[] times = new double[commits];
            for (int i = 0; i < commits; i++)
            {
                // Not in step with anybody's poll.
                await Task.Delay(Random.Shared.Next(20, 60));
                await ExecuteAsync(connection, $"UPDATE rule SET domain = 'changed{i}.example' WHERE id = {1 + i}");
                long committed = Stopwatch.GetTimestamp(), last = committed;
                foreach (Process watcher in watchers)
                    last = Math.Max(last, await ReadAsync(watcher));
                times[i] = Stopwatch.GetElapsedTime(committed, last).TotalMilliseconds;
            }
            Array.Sort(times);
            return times;
        }
        finally
        {
            foreach (Process watcher in watchers)
            {
                watcher.StandardInput.Close();
                await watcher.WaitForExitAsync();
                watcher.Dispose();
            }
        }
    }

    public static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Made by this benchmark.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync();
    }

    private static Process Start(string location) => Process.Start(new ProcessStartInfo("dotnet", [typeof(CommitTimes).Assembly.Location, "watch", location])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static async Task<long> ReadAsync(Process watcher)
    {
        string line = await watcher.StandardOutput.ReadLineAsync() ?? throw new MeasureFailedException("a process that watches has ended");
        return long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
