using System.Globalization;
using Relay.Worker.Linux;

namespace Relay.Worker.Isolation;

/// <summary>
/// The soft limit of open files as the caller had it: the runtime raised ours before Main, and programs that use select(2) break with more than 1024.
/// The wrapper script tells it; else the parent's is taken, from whom it was inherited.
/// </summary>
internal static class CallerLimits
{
    public const string Variable = "URELAY_NOFILE";

    /// <summary>The kernel's own default, where nothing is known.</summary>
    private const ulong Usual = 1024;

    public static ulong SoftOpenFiles() =>
        Parse(Environment.GetEnvironmentVariable(Variable)) ?? OfLimits(LimitsOfParent()) ?? Usual;

    /// <summary>From the text of /proc/PID/limits: <c>Max open files  1024  524288  files</c>.</summary>
    internal static ulong? OfLimits(IEnumerable<string> lines)
    {
        const string label = "Max open files";
        string? line = lines.FirstOrDefault(line => line.StartsWith(label, StringComparison.Ordinal));
        return Parse(line?[label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault());
    }

    private static string[] LimitsOfParent()
    {
        try
        {
            return File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{Libc.ParentId}/limits"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return []; // another user's, or gone
        }
    }

    private static ulong? Parse(string? text) =>
        text == "unlimited" ? ulong.MaxValue : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;
}
