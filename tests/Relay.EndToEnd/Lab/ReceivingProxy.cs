using System.Globalization;

namespace Relay.EndToEnd.Lab;

/// <summary>
/// HAProxy and nginx on the internet side, which take a PROXY header and answer HTTP with what it told them; and HAProxy on a port that takes none, which answers with the
/// address that it sees.
/// </summary>
internal sealed class ReceivingProxy : IDisposable
{
    public const int PlainPort = 8180, HaproxyPort = 8181, NginxPort = 8182;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-receivers-");
    private readonly RunningProgram haproxy, nginx;

    private ReceivingProxy(InternetSide internet)
    {
        string configuration = Path.Combine(directory.FullName, "haproxy.cfg"), site = Path.Combine(directory.FullName, "nginx.conf");
        File.WriteAllText(configuration, string.Create(CultureInfo.InvariantCulture, $$"""
            defaults
              mode http
              timeout client 60s
              timeout connect 60s
              timeout server 60s
            frontend plain
              bind :::{{PlainPort}} v4v6
              http-request return status 200 content-type text/plain lf-string "%[src]\n"
            frontend receiving
              bind :::{{HaproxyPort}} v4v6 accept-proxy
              bind unix@{{UnixPath}} accept-proxy
              http-request return status 200 content-type text/plain lf-string "%[src] %[dst] %[dst_port] %[fc_pp_authority]\n"

            """));
        File.WriteAllText(site, string.Create(CultureInfo.InvariantCulture, $$"""
            daemon off; master_process off; error_log stderr notice; pid {{directory.FullName}}/nginx.pid;
            events { }
            http {
              access_log off; client_body_temp_path {{directory.FullName}}/body; proxy_temp_path {{directory.FullName}}/proxy; fastcgi_temp_path {{directory.FullName}}/fastcgi;
              uwsgi_temp_path {{directory.FullName}}/uwsgi; scgi_temp_path {{directory.FullName}}/scgi;
              server { listen [::]:{{NginxPort}} ipv6only=off proxy_protocol; location / { return 200 "$proxy_protocol_addr $proxy_protocol_server_addr $proxy_protocol_server_port\n"; } }
            }

            """));
        haproxy = Start(internet, "haproxy", "-db", "-V", "-f", configuration);
        nginx = Start(internet, "nginx", "-c", site, "-p", directory.FullName, "-e", "stderr");
    }

    /// <summary>HAProxy's other door, for a PROXY header too.</summary>
    public string UnixPath => Path.Combine(directory.FullName, "receiver");

    public static async Task<ReceivingProxy> StartAsync(InternetSide internet)
    {
        ReceivingProxy receiver = new(internet);
        try
        {
            await receiver.haproxy.WaitAsync(() => internet.Listens(HaproxyPort), "listen");
            await receiver.nginx.WaitAsync(() => internet.Listens(NginxPort), "listen");
            return receiver;
        }
        catch
        {
            receiver.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        haproxy.Dispose();
        nginx.Dispose();
        directory.Delete(recursive: true);
    }

    private RunningProgram Start(InternetSide internet, params string[] command) =>
        new(["setsid", "ip", "netns", "exec", internet.Space.Name, .. command], new Dictionary<string, string>(), directory.FullName);
}
