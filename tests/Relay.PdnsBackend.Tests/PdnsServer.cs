using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Relay.PdnsBackend.Tests;

/// <summary>Debian's <c>pdns_server</c> with the configuration that we ship, on a loopback port of its own.</summary>
internal sealed class PdnsServer : IDisposable
{
    private const string Program = "/usr/sbin/pdns_server";

    private readonly Process process;
    private readonly DirectoryInfo directory;
    private readonly int port;
    private readonly List<string> log = [];
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="pipeCommand">The program with its arguments, or the path of a Unix socket.</param>
    /// <param name="overrides">Options that differ from the shipped file.</param>
    public PdnsServer(string pipeCommand, params string[] overrides)
    {
        directory = Directory.CreateTempSubdirectory("urelay-pdns-");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "pdns-urelay.conf"), Path.Combine(directory.FullName, "pdns.conf"));
        port = FreePort();
        ProcessStartInfo start = new(Program)
        {
            ArgumentList =
            {
                $"--config-dir={directory.FullName}", $"--socket-dir={directory.FullName}", $"--pipe-command={pipeCommand}",
                "--local-address=127.0.0.1", $"--local-port={port}", "--daemon=no", "--guardian=no", "--disable-syslog=yes",
                // A machine that is busy with other tests is no reason to fail one.
                "--pipe-timeout=60000", "--queue-limit=60000",
            },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (string option in overrides)
            start.ArgumentList.Add(option);
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"{Program} ended:\n{Log}"));
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>What PowerDNS, and through its standard error the co-process, said.</summary>
    public string Log
    {
        get
        {
            lock (log)
                return string.Join('\n', log);
        }
    }

    /// <summary>Runs dig(1), once PowerDNS is ready.</summary>
    /// <returns>Its output: status line, answer and authority sections.</returns>
    public async Task<string> DigAsync(params string[] query)
    {
        await ready.Task;
        ProcessStartInfo start = new("dig")
        {
            ArgumentList = { "@127.0.0.1", "-p", $"{port}", "+time=10", "+tries=6", "+noall", "+comments", "+answer", "+authority" },
            RedirectStandardOutput = true,
        };
        foreach (string argument in query)
            start.ArgumentList.Add(argument);
        using Process dig = Process.Start(start) ?? throw new InvalidOperationException("dig did not start");
        string output = await dig.StandardOutput.ReadToEndAsync();
        await dig.WaitForExitAsync();
        return output.Contains("status:", StringComparison.Ordinal)
            ? output
            : throw new InvalidOperationException($"no answer: {output}\n{Log}");
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        directory.Delete(recursive: true);
    }

    private void Keep(string? line)
    {
        lock (log)
            log.Add(line ?? "");
        // The second is what it says where it has one distributor thread.
        if (line is not null && (line.Contains("ready to distribute questions", StringComparison.Ordinal) || line.Contains("operating unthreaded", StringComparison.Ordinal)))
            ready.TrySetResult();
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
