using System.Diagnostics;

namespace Relay.TestKit;

/// <summary>Runs programs and says what they said when they fail.</summary>
public static class Shell
{
    /// <summary>Runs to the end; a status other than 0 throws with what was printed.</summary>
    public static string Run(string program, params string[] arguments)
    {
        ShellResult result = TryRun(program, arguments);
        return result.Status == 0
            ? result.Output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: status {result.Status}\n{result.Output}{result.Errors}");
    }

    public static ShellResult TryRun(string program, params string[] arguments) =>
        TryRunAsync(program, arguments).GetAwaiter().GetResult();

    public static async Task<ShellResult> TryRunAsync(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().ConfigureAwait(false);
        return new ShellResult(process.ExitCode, await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
    }
}
