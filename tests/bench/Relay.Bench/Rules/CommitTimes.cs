using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Relay.Store.Model;

namespace Relay.Bench.Rules;

/// <summary>From the return of COMMIT until the last of four processes answers by the changed rule: the question, and the moment between two, are in it.</summary>
internal static class CommitTimes
{
    /// <summary>A commit is measured, not four starts at once. The first one is to code that has not run in any of the processes.</summary>
    private static readonly TimeSpan UntilStarted = TimeSpan.FromSeconds(4);

    /// <returns>Milliseconds, in the order of the commits.</returns>
    public static async Task<double[]> MeasureAsync(string directory, string location, Func<DbConnection> connect, int commits)
    {
        await using DbConnection connection = connect();
        await connection.OpenAsync();
        await ExecuteAsync(connection, $"INSERT INTO rule (domain, action, answer, comment) VALUES ('{AnsweringProcess.Name}', 'block', '{Answer(0)}', 'changed')");
        List<AnsweringProcess> processes = [];
        try
        {
            for (int i = 0; i < 2; i++)
            {
                processes.Add(AnsweringWorker.Start(directory, location));
                processes.Add(AnsweringBackend.Start(location));
            }
            _ = await LastAsync(processes, Answer(0));
            await Task.Delay(UntilStarted);
            double[] times = new double[commits];
            for (int i = 0; i < commits; i++)
            {
                // Not in step with anybody's poll.
                await Task.Delay(Random.Shared.Next(20, 60));
                await ExecuteAsync(connection, $"UPDATE rule SET answer = '{Answer(i + 1)}' WHERE comment = 'changed'");
                long committed = Stopwatch.GetTimestamp();
                times[i] = Stopwatch.GetElapsedTime(committed, await LastAsync(processes, Answer(i + 1))).TotalMilliseconds;
            }
            return times;
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
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

    private static async Task<long> LastAsync(List<AnsweringProcess> processes, NetAddress address) =>
        (await Task.WhenAll(processes.Select(process => process.WaitForAsync(address)))).Max();

    // Each time another one, as no answer before had.
    private static NetAddress Answer(int number) => NetAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"2001:db8:1::{number + 1:x}"));
}
