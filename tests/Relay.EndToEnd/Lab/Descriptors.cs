using System.Globalization;

namespace Relay.EndToEnd.Lab;

/// <summary>The open descriptors of a process, by what they are.</summary>
internal sealed record Descriptors(int Sockets, int Pipes)
{
    public static Descriptors Of(int process)
    {
        string[] targets = [.. Directory.GetFiles(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd")).Select(Target)];
        return new Descriptors(Count(targets, "socket:"), Count(targets, "pipe:"));
    }

    private static int Count(string[] targets, string kind) => targets.Count(target => target.StartsWith(kind, StringComparison.Ordinal));

    /// <summary>Empty for one that was closed meanwhile.</summary>
    private static string Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
