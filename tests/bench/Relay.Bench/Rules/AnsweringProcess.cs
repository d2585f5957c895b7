using System.Diagnostics;
using Relay.Store.Model;

namespace Relay.Bench.Rules;

/// <summary>A whole process that has the rules of a store in force, seen from outside: by what it answers to one DNS question.</summary>
internal abstract class AnsweringProcess(Process process) : IDisposable
{
    /// <summary>What is asked for; a rule blocks it with an address for an answer, so that a question makes no phantom.</summary>
    public const string Name = "changed.example";

    protected Process Process => process;

    /// <summary>Asks once; whether the answer has the address.</summary>
    public abstract bool Answers(NetAddress address);

    /// <summary>Asks again and again, with a moment between.</summary>
    /// <returns>When the address was in an answer, in ticks of <see cref="Stopwatch"/>.</returns>
    /// <exception cref="MeasureFailedException">It was not within ten seconds.</exception>
    public Task<long> WaitForAsync(NetAddress address) => Task.Factory.StartNew(
        () =>
        {
            long began = Stopwatch.GetTimestamp();
            while (!Answers(address))
            {
                if (process.HasExited || Stopwatch.GetElapsedTime(began).TotalSeconds > 10)
                    throw new MeasureFailedException($"{process.ProcessName} does not answer with {address}");
                Thread.Sleep(1);
            }
            return Stopwatch.GetTimestamp();
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public virtual void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}
