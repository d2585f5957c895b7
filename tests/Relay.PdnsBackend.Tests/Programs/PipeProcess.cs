using System.Diagnostics;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary><c>urelay-pdns</c> as a process, asked as PowerDNS asks it.</summary>
internal sealed class PipeProcess : IDisposable
{
    private readonly Process process;

    private PipeProcess(Process process) => this.process = process;

    public bool IsAlive => !process.HasExited;

    public static async Task<PipeProcess> StartAsync(params string[] options)
    {
        ProcessStartInfo start = new(UrelayPdns.Path, options)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        PipeProcess started = new(Process.Start(start) ?? throw new InvalidOperationException("urelay-pdns did not start"));
        started.process.BeginErrorReadLine();
        await started.process.StandardInput.WriteAsync("HELO\t5\n");
        _ = await started.process.StandardOutput.ReadLineAsync();
        return started;
    }

    /// <summary>The address of a name; null where it fails, or the process is dead.</summary>
    public async Task<string?> AskAsync(string name)
    {
        try
        {
            await process.StandardInput.WriteAsync($"Q\t{name}\tIN\tANY\t-1\t192.0.2.9\t192.0.2.1\t192.0.2.9/32\n");
            string? address = null;
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line is "END" or "FAIL")
                    return line == "END" ? address : null;
                string[] fields = line.Split('\t');
                if (fields is ["DATA", _, _, _, _, "AAAA", ..])
                    address = fields[^1];
            }
        }
        catch (IOException)
        {
            return null; // it was killed
        }
        return null;
    }

    public void Kill() => process.Kill();

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
