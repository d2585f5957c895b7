using System.Diagnostics;
using System.Globalization;
using System.Text;
using Relay.TestKit;

namespace Relay.EndToEnd.Lab;

/// <summary>A started program with its output captured. Killed, with what it started in its process group, when it is disposed before its end.</summary>
internal sealed class RunningProgram : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder output = new(), errors = new();
    private readonly Task reading;

    public RunningProgram(string[] command, IDictionary<string, string> environment, string directory)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start");
        reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, errors));
    }

    public int Id => process.Id;

    public StreamWriter Input => process.StandardInput;

    public string Output => TextOf(output);

    public string Errors => TextOf(errors);

    /// <summary>Closes its standard input, and waits for its end and that of all its output.</summary>
    public Task<ShellResult> EndAsync() => EndAsync(Deadline);

    /// <summary>The same, of one that has much to do yet.</summary>
    public async Task<ShellResult> EndAsync(TimeSpan deadline)
    {
        process.StandardInput.Close();
        try
        {
            await Task.WhenAll(process.WaitForExitAsync(), reading).WaitAsync(deadline);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{this} did not end in {deadline.TotalSeconds} s\n{Output}{Errors}");
        }
        return new ShellResult(process.ExitCode, Output, Errors);
    }

    /// <summary>Waits until the standard output or error has a text.</summary>
    public Task WaitForAsync(string text, TimeSpan? deadline = null) =>
        WaitAsync(() => Output.Contains(text, StringComparison.Ordinal) || Errors.Contains(text, StringComparison.Ordinal), $"say '{text}'", deadline);

    /// <summary>Waits until a condition holds, on what it printed for instance.</summary>
    public async Task WaitAsync(Func<bool> condition, string toDo, TimeSpan? deadline = null)
    {
        TimeSpan limit = deadline ?? Deadline;
        for (long started = Stopwatch.GetTimestamp(); !condition();)
        {
            if (process.HasExited && reading.IsCompleted && !condition())
                throw new InvalidOperationException($"{this} ended with status {process.ExitCode} and did not {toDo}\n{Output}{Errors}");
            if (Stopwatch.GetElapsedTime(started) > limit)
                throw new TimeoutException($"{this} did not {toDo} in {limit.TotalSeconds} s\n{Output}{Errors}");
            await Task.Delay(10);
        }
    }

    /// <summary>Sends it a signal, by name: <c>TERM</c>.</summary>
    public void Signal(string name) => Shell.Run("kill", "-" + name, Text(Id));

    /// <summary>Sends its process group a signal, as a terminal does.</summary>
    public void SignalGroup(string name) => Shell.Run("kill", "-" + name, "--", "-" + Text(Id));

    public void Dispose()
    {
        if (!process.HasExited)
            SignalGroup("KILL");
        process.Dispose();
    }

    public override string ToString() => $"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}";

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static string TextOf(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder text)
    {
        char[] buffer = new char[4096];
        int count;
        while ((count = await reader.ReadAsync(buffer)) > 0)
        {
            lock (text)
                text.Append(buffer, 0, count);
        }
    }
}
