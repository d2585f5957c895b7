using System.Diagnostics;
using Relay.Store.Model;

namespace Relay.Bench.Rules;

/// <summary><c>urelay-pdns</c> as PowerDNS' co-process, asked as PowerDNS does: by the pipe protocol (ABI 1).</summary>
internal sealed class AnsweringBackend : AnsweringProcess
{
    private AnsweringBackend(ProcessStartInfo start)
        : base(Process.Start(start)!)
    {
        Process.StandardInput.Write("HELO\t1\n");
        Process.StandardInput.Flush();
        if (Process.StandardOutput.ReadLine()?.StartsWith("OK", StringComparison.Ordinal) != true)
            throw new MeasureFailedException("urelay-pdns does not greet");
    }

    /// <param name="location">The store.</param>
    public static AnsweringBackend Start(string location) => new(new ProcessStartInfo(Path.GetFullPath("urelay-pdns"), ["--store", location])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    });

    public override bool Answers(NetAddress address)
    {
        Process.StandardInput.Write($"Q\t{Name}\tIN\tAAAA\t-1\t127.0.0.1\n");
        Process.StandardInput.Flush();
        bool isThere = false;
        while (Process.StandardOutput.ReadLine() is { } line && line is not ("END" or "FAIL"))
            isThere |= line.EndsWith($"\t{address}", StringComparison.Ordinal);
        return isThere;
    }
}
