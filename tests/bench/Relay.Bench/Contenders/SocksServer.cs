namespace Relay.Bench.Contenders;

/// <summary>The SOCKS servers that people run.</summary>
internal sealed class SocksServer(string name, Func<Lab, int, string[]> command) : Contender(name)
{
    public static new string[] Microsocks(Lab lab, int port) => ["microsocks", "-i", Lab.GatewayAddress, "-p", $"{port}"];

    public static new string[] Dante(Lab lab, int port) => ["danted", "-p", $"{lab.Directory}/danted{port}.pid", "-f", lab.Write($"danted{port}.conf", $$"""
        logoutput: /dev/null
        internal: {{Lab.GatewayAddress}} port = {{port}}
        external: urb2
        clientmethod: none
        socksmethod: none
        user.privileged: root
        user.unprivileged: nobody
        client pass { from: 0/0 to: 0/0 }
        socks pass { from: 0/0 to: 0/0 }

        """)];

    public override async Task<Relaying> StartAsync(Lab lab)
    {
        int port = NextPort();
        Relaying relaying = new(lab.Serve(lab.Gateway, $"socks{port}", command(lab, port)), SocksPort: port);
        await Task.Delay(1000);
        return relaying;
    }
}
