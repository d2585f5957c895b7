using System.Globalization;

namespace Relay.EndToEnd.Lab;

/// <summary>A real <c>tinyproxy</c> on the internet side, which wants a password.</summary>
internal sealed class ConnectProxy : IDisposable
{
    public const string User = "relay", Password = "s3cret";
    public const int Port = 3128;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-tinyproxy-");
    private readonly RunningProgram program;

    private ConnectProxy(InternetSide internet)
    {
        string configuration = Path.Combine(directory.FullName, "tinyproxy.conf");
        File.WriteAllText(configuration, string.Create(CultureInfo.InvariantCulture, $"Port {Port}\nTimeout 60\nMaxClients 100\nLogLevel Info\nBasicAuth {User} {Password}\n"));
        program = new(["setsid", "ip", "netns", "exec", internet.Space.Name, "tinyproxy", "-d", "-c", configuration], new Dictionary<string, string>(), directory.FullName);
    }

    public static async Task<ConnectProxy> StartAsync(InternetSide internet)
    {
        ConnectProxy proxy = new(internet);
        try
        {
            await proxy.program.WaitForAsync("Starting main loop");
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
        program.Dispose();
        directory.Delete(recursive: true);
    }
}
