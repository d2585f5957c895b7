using Relay.TestKit;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>dig(1) on a loopback port.</summary>
internal static class Dig
{
    /// <returns>Its output: status line, answer and authority sections.</returns>
    public static async Task<string> AskAsync(int port, params IEnumerable<string> query)
    {
        ShellResult result = await Shell.TryRunAsync("dig", ["@127.0.0.1", "-p", $"{port}", "+time=10", "+tries=6", "+noall", "+comments", "+answer", "+authority", .. query]);
        return result.Output.Contains("status:", StringComparison.Ordinal) ? result.Output : throw new InvalidOperationException($"no answer: {result.Output}");
    }
}
