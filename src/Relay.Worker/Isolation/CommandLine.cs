using System.Text;

namespace Relay.Worker.Isolation;

/// <summary>Arguments as the kernel has them. A .NET string cannot hold those that are not UTF-8, and the program must get what was typed.</summary>
internal static class CommandLine
{
    private const string OfThisProcess = "/proc/self/cmdline";

    /// <summary>The bytes of the last arguments of this process, given how they were decoded.</summary>
    /// <param name="parsed">The program and its arguments: the rest of the command line after <c>--</c>.</param>
    public static IReadOnlyList<byte[]> Verbatim(IReadOnlyList<string> parsed) => Verbatim(parsed, File.ReadAllBytes(OfThisProcess));

    internal static IReadOnlyList<byte[]> Verbatim(IReadOnlyList<string> parsed, ReadOnlySpan<byte> commandLine)
    {
        List<byte[]> all = [];
        while (commandLine.IndexOf((byte)0) is >= 0 and int end)
        {
            all.Add(commandLine[..end].ToArray());
            commandLine = commandLine[(end + 1)..];
        }
        List<byte[]> last = all[int.Max(0, all.Count - parsed.Count)..];
        return last.Select(Encoding.UTF8.GetString).SequenceEqual(parsed) ? last : [.. parsed.Select(Encoding.UTF8.GetBytes)];
    }
}
