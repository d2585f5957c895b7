using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Relay.EndToEnd.Lab;

/// <summary>A real <c>sshd</c> on the internet side, and <c>ssh -D</c> to it: a SOCKS5 proxy on the host's loopback that connects, and resolves, over there.</summary>
internal sealed class SshProxy : IDisposable
{
    /// <summary>Only sshd's own hosts file knows it.</summary>
    public const string RemoteName = "only-over-there.test";

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-ssh-");
    private readonly string configuration;
    private SshServer? server;
    private RunningProgram? client;

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
        string known = Path.Combine(directory.FullName, "known_hosts");
        Directory.CreateDirectory(configuration);
        File.WriteAllText(Path.Combine(configuration, "hosts"), $"{internet.Address4} {RemoteName}\n");
        server = await SshServer.StartAsync(internet);
        client = Start("ssh", "-v", "-N", "-D", Option($"127.0.0.1:{Port}"), "-F", "/dev/null", "-i", server.Key, "-p", Option($"{server.Port}"), "-o", "BatchMode=yes",
            "-o", "StrictHostKeyChecking=no", "-o", $"UserKnownHostsFile={known}", "-o", "ExitOnForwardFailure=yes", $"root@{internet.Address4}");
        await client.WaitForAsync("Entering interactive session");
    }

    private RunningProgram Start(params string[] command) => new(["setsid", .. command], new Dictionary<string, string>(), directory.FullName);

    private static string Option(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
