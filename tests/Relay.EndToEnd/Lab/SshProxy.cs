using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Relay.TestKit;

namespace Relay.EndToEnd.Lab;

/// <summary>A real <c>sshd</c> on the internet side, and <c>ssh -D</c> to it: a SOCKS5 proxy on the host's loopback that connects, and resolves, over there.</summary>
internal sealed class SshProxy : IDisposable
{
    /// <summary>Only sshd's own hosts file knows it.</summary>
    public const string RemoteName = "only-over-there.test";

    private const int SshPort = 2222;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-ssh-");
    private readonly string configuration;
    private RunningProgram? server, client;

    private SshProxy(InternetSide internet)
    {
        configuration = $"/etc/netns/{internet.Space.Name}";
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>On 127.0.0.1.</summary>
    public int Port { get; }

    public static async Task<SshProxy> StartAsync(InternetSide internet)
    {
        SshProxy proxy = new(internet);
        try
        {
            await proxy.StartProgramsAsync(internet);
            return proxy;
        }
        catch
        {
            proxy.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        client?.Dispose();
        server?.Dispose();
        if (Directory.Exists(configuration))
            Directory.Delete(configuration, recursive: true);
        directory.Delete(recursive: true);
    }

    private async Task StartProgramsAsync(InternetSide internet)
    {
        string key = PathOf("key"), hostKey = PathOf("host_key"), known = PathOf("known_hosts");
        Shell.Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key);
        Shell.Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", hostKey);
        Directory.CreateDirectory(configuration);
        File.WriteAllText(Path.Combine(configuration, "hosts"), $"{internet.Address4} {RemoteName}\n");
        Directory.CreateDirectory("/run/sshd");
        server = Start("ip", "netns", "exec", internet.Space.Name, "/usr/sbin/sshd", "-D", "-e", "-f", "/dev/null", "-h", hostKey,
            "-o", Option($"Port={SshPort}"), "-o", $"AuthorizedKeysFile={key}.pub", "-o", "StrictModes=no", "-o", "PermitRootLogin=yes", "-o", "UsePAM=no", "-o", "PidFile=none");
        await server.WaitForAsync("Server listening on ::");
        client = Start("ssh", "-v", "-N", "-D", Option($"127.0.0.1:{Port}"), "-F", "/dev/null", "-i", key, "-p", Option($"{SshPort}"), "-o", "BatchMode=yes",
            "-o", "StrictHostKeyChecking=no", "-o", $"UserKnownHostsFile={known}", "-o", "ExitOnForwardFailure=yes", $"root@{internet.Address4}");
        await client.WaitForAsync("Entering interactive session");
    }

    private RunningProgram Start(params string[] command) => new(["setsid", .. command], new Dictionary<string, string>(), directory.FullName);

    private string PathOf(string file) => Path.Combine(directory.FullName, file);

    private static string Option(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
