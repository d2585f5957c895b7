using System.Diagnostics;

namespace Relay.Bench.Contenders;

/// <summary>
/// <c>urelay run</c> whose flows go to names, as those to phantom addresses do: an address of a window stands for one, a name server of the internet side tells its address,
/// and rules are asked for both. The rules' own names are others.
/// </summary>
internal sealed class NamedRun(string name, int domainRules) : Contender(name)
{
    private const string Zone = "bench.example";

    public override async Task<Relaying> StartAsync(Lab lab)
    {
        await ServeNamesAsync(lab);
        int port = NextPort();
        string store = await UrelayRun.FillAsync(lab, port, $$"""
            BEGIN;
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {{domainRules}})
            INSERT INTO rule (domain, action) SELECT 'host' || n || '.example.com', 'block' FROM numbers;
            -- The lab's server is no public one, which names of a resolver must be.
            INSERT INTO rule (network, action) VALUES ('{{Lab.ServerAddress}}/32', 'relay');
            INSERT INTO substitution (group_id, to_domain) VALUES (1, 'site{host}.{{Zone}}');
            INSERT INTO ipv4_window (network, group_id) VALUES ('{{Lab.NamesNetwork}}', 1);
            COMMIT;
            """);
        Process process = await UrelayRun.ServeAsync(lab, lab.Gateway, port, store, $"transparent://0.0.0.0:{port}", "--resolver", Lab.ServerAddress);
        return new Relaying(process, port, HasNames: true);
    }

    /// <summary>One server for all who ask.</summary>
    private static async Task ServeNamesAsync(Lab lab)
    {
        if (lab.HasNameServer)
            return;
        lab.HasNameServer = true;
        int port = NextPort();
        // That a name has no IPv6 address is known for an hour, too, as its IPv4 address is.
        string store = await UrelayRun.FillAsync(lab, port, $"""
            INSERT INTO dns_zone (name) VALUES ('{Zone}');
            INSERT INTO dns_record (name, type, ttl, content) VALUES ('*.{Zone}', 'A', 3600, '{Lab.ServerAddress}'), ('{Zone}', 'SOA', 3600, 'ns.{Zone} admin.{Zone} 1 3600 600 86400 3600');
            """);
        await UrelayRun.ServeAsync(lab, lab.Server, port, store, $"dns://{Lab.ServerAddress}:53");
    }
}
