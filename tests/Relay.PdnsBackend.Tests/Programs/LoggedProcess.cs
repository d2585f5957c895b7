using System.Diagnostics;
using Relay.TestKit;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>A program that runs until the test ends it, and what it said.</summary>
internal sealed class LoggedProcess : IDisposable
{
    private readonly Process process;
    private readonly List<string> log = [];
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<string, bool> isReady;
    private readonly bool isScript;

    /// <param name="start">The program.</param>
    /// <param name="isReady">Whether a line says that it serves.</param>
    /// <param name="isScript">Whether it has to end others, and so is asked to end.</param>
    public LoggedProcess(ProcessStartInfo start, Func<string, bool> isReady, bool isScript = false)
    {
        (this.isReady, this.isScript) = (isReady, isScript);
        (start.RedirectStandardError, start.RedirectStandardOutput, start.RedirectStandardInput) = (true, true, true);
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"{start.FileName} ended:\n{Log}"));
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>Done when it serves; fails when it ends before.</summary>
    public Task Ready => ready.Task;

    public int Id => process.Id;

    public string Log
    {
        get
        {
            lock (log)
                return string.Join('\n', log);
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit status.</returns>
    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (isScript && !process.HasExited)
            _ = Shell.TryRun("kill", $"{process.Id}");
        else
            process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (log)
            log.Add(line ?? "");
        if (line is not null && isReady(line))
            ready.TrySetResult();
    }
}
