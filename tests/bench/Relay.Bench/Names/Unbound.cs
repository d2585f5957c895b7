using System.Globalization;

namespace Relay.Bench.Names;

/// <summary>unbound with the names as local data, one thread.</summary>
internal sealed class Unbound() : NameServer(Title)
{
    public const string Title = "unbound local-data";

    public override async Task<RunningServer> StartAsync(string directory, int port)
    {
        string file = Path.Combine(directory, "unbound.conf");
        await File.WriteAllLinesAsync(file,
        [
            "server:", " interface: 127.0.0.1", $" port: {port}", " num-threads: 1", " do-daemonize: no", " use-syslog: no", " chroot: \"\"", " username: \"\"",
            $" directory: \"{directory}\"", $" pidfile: \"{directory}/unbound.pid\"", " local-zone: bench.test static", $" local-zone: {Questions.NewZone} redirect",
            $" local-data: \"{Questions.NewZone} 300 AAAA 2001:db8::1\"",
            .. Questions.Known.Select((name, i) => string.Create(CultureInfo.InvariantCulture, $" local-data: \"{name} 300 AAAA 2001:db8::{i:x}\"")),
            "remote-control:", " control-enable: no",
        ]);
        return new RunningServer(Tool.Serve(null, Path.Combine(directory, "unbound.log"), "unbound", "-d", "-c", file));
    }
}
