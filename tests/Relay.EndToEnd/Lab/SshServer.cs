using System.Globalization;
using Relay.TestKit;

namespace Relay.EndToEnd.Lab;

/// <summary>A real <c>sshd</c> on the internet side, which lets in who has <see cref="Key"/>.</summary>
internal sealed class SshServer : IDisposable
{
    /// <summary>Tests share the internet side, and run at once: each server has a port of its own.</summary>
    private static int lastPort = 22000;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-sshd-");
    private readonly RunningProgram program;

    private SshServer(InternetSide internet)
    {
        string hostKey = Path.Combine(directory.FullName, "host_key");
        Shell.Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Key);
        Shell.Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", hostKey);
        Directory.CreateDirectory("/run/sshd");
        program = new RunningProgram(
            [
                "setsid", "ip", "netns", "exec", internet.Space.Name, "/usr/sbin/sshd", "-D", "-e", "-f", "/dev/null", "-h", hostKey,
                "-o", string.Create(CultureInfo.InvariantCulture, $"Port={Port}"), "-o", $"AuthorizedKeysFile={Key}.pub",
                "-o", "StrictModes=no", "-o", "PermitRootLogin=yes", "-o", "UsePAM=no", "-o", "PidFile=none",
            ],
            new Dictionary<string, string>(), directory.FullName);
    }

    public int Port { get; } = Interlocked.Increment(ref lastPort);

    /// <summary>The file of root's private key.</summary>
    public string Key => Path.Combine(directory.FullName, "key");

    public string Errors => program.Errors;

    public static async Task<SshServer> StartAsync(InternetSide internet)
    {
        SshServer server = new(internet);
        await server.program.WaitForAsync("Server listening on ::");
        return server;
    }

    public void Dispose()
    {
        program.Dispose();
        directory.Delete(recursive: true);
    }
}
