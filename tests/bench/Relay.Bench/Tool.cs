using System.Diagnostics;

namespace Relay.Bench;

/// <summary>Other programs, in a network namespace or in ours.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="MeasureFailedException">It failed, or did not end within <paramref name="limit"/> seconds.</exception>
    public static async Task<string> RunAsync(string? netns, int limit, params string[] command)
    {
        using Process process = Start(netns, command, input: false, output: true);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource timeout = new(TimeSpan.FromSeconds(limit));
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new MeasureFailedException($"{command[0]} did not end within {limit} s");
        }
        return process.ExitCode == 0
            ? await output
            : throw new MeasureFailedException($"{command[0]} ended with {process.ExitCode}: {LastLine(await errors) ?? LastLine(await output)}");
    }

    /// <summary>Starts a program that stays; what it says goes to <paramref name="log"/>.</summary>
    public static Process Serve(string? netns, string log, params string[] command) =>
        Start(netns, ["/bin/sh", "-c", $"exec \"$@\" >{log} 2>&1 </dev/null", "sh", .. command], input: false, output: false);

    public static Process Start(string? netns, string[] command, bool input, bool output)
    {
        string[] all = netns is null ? command : ["ip", "netns", "exec", netns, .. command];
        ProcessStartInfo start = new(all[0], all[1..])
        {
            RedirectStandardInput = input,
            RedirectStandardOutput = output,
            RedirectStandardError = output,
        };
        return Process.Start(start)!;
    }

    private static string? LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
}
