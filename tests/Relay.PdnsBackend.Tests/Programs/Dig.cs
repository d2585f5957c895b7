using Relay.TestKit;
using Xunit;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>dig(1) on a loopback port.</summary>
internal static class Dig
{
    /// <summary>Between two questions while a co-process starts: it needs the processor that a dig would take.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>An answer that is not SERVFAIL: each co-process opens the store in its own time, and until then says that.</summary>
    public static async Task<string> AskUntilServedAsync(int port, params string[] query)
    {
        while (true)
        {
            string output = await AskAsync(port, query);
            if (!output.Contains("status: SERVFAIL", StringComparison.Ordinal))
                return output;
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <returns>Its output: status line, answer and authority sections.</returns>
    public static async Task<string> AskAsync(int port, params IEnumerable<string> query)
    {
        ShellResult result = await Shell.TryRunAsync("dig", ["@127.0.0.1", "-p", $"{port}", "+time=10", "+tries=6", "+noall", "+comments", "+answer", "+authority", .. query]);
        return result.Output.Contains("status:", StringComparison.Ordinal) ? result.Output : throw new InvalidOperationException($"no answer: {result.Output}");
    }
}
