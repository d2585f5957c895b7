namespace Relay.EndToEnd.Lab;

/// <summary>
/// A real avahi-daemon in the namespace of the servers, which has a name for itself under <c>local</c>. Its socket has one place on a machine: one runs at a time.
/// </summary>
internal sealed class AvahiDaemon : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-avahi-");
    private readonly RunningProgram program;

    private AvahiDaemon(InternetSide internet)
    {
        string configuration = Path.Combine(directory.FullName, "avahi-daemon.conf");
        File.WriteAllText(configuration, $"""
            [server]
            host-name={Label}
            enable-dbus=no
            allow-interfaces=host0
            [publish]
            publish-a-on-ipv6=yes
            publish-aaaa-on-ipv4=yes

            """);
        program = new RunningProgram(
            ["setsid", "ip", "netns", "exec", internet.Space.Name, "/usr/sbin/avahi-daemon", "--no-drop-root", "--no-chroot", "--no-rlimits", "-f", configuration],
            new Dictionary<string, string>(), directory.FullName);
    }

    public static string Name => $"{Label}.local";

    private static string Label => $"urt{Environment.ProcessId}";

    public static async Task<AvahiDaemon> StartAsync(InternetSide internet)
    {
        AvahiDaemon daemon = new(internet);
        await daemon.program.WaitForAsync("Server startup complete.");
        return daemon;
    }

    public void Dispose()
    {
        program.Dispose();
        directory.Delete(recursive: true);
    }
}
