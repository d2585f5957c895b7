using System.Diagnostics;

namespace Relay.Bench.Contenders;

/// <summary>HAProxy, <c>mode tcp</c>, transparent. Its limits are what fits under 20,000 descriptors.</summary>
internal sealed class Haproxy(string name, bool splices) : Contender(name)
{
    public override async Task<Relaying> StartAsync(Lab lab)
    {
        int port = NextPort();
        Process process = lab.Serve(lab.Gateway, $"haproxy{port}", "haproxy", "-db", "-f", lab.Write($"haproxy{port}.cfg", $"""
            global
              nbthread {Environment.ProcessorCount}
              maxconn 9100
              maxpipes 400
            defaults
              mode tcp
              timeout connect 10s
              timeout client 300s
              timeout server 300s
              {(splices ? "option splice-auto" : "no option splice-auto")}
            listen relay
              bind :{port} transparent
              server any 0.0.0.0

            """));
        await Task.Delay(1000);
        return new Relaying(process, TransparentPort: port);
    }
}
