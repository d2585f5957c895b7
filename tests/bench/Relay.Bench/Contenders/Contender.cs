namespace Relay.Bench.Contenders;

/// <summary>Something that stands between client and server.</summary>
internal abstract class Contender(string name)
{
    public const string Routing = "kernel routing", HaproxySplice = "HAProxy splice", HaproxyCopy = "HAProxy copy", Urelay = "urelay", UrelayWithoutAudit = "urelay, audit off",
        Microsocks = "microsocks", Dante = "Dante", UrelaySocks = "urelay SOCKS", NamedFlows = "named flows", FewRules = "10 domain rules", ManyRules = "1,000,000 domain rules";

    public static readonly IReadOnlyList<Contender> All =
    [
        new KernelRouting(), new Haproxy(HaproxySplice, splices: true), new Haproxy(HaproxyCopy, splices: false),
        new UrelayRun(Urelay, audit: true, socks: false), new UrelayRun(UrelayWithoutAudit, audit: false, socks: false),
        new SocksServer(Microsocks, SocksServer.Microsocks), new SocksServer(Dante, SocksServer.Dante), new UrelayRun(UrelaySocks, audit: true, socks: true),
    ];

    /// <summary>Those that are measured only where they are asked for.</summary>
    public static readonly IReadOnlyList<Contender> OnRequest =
        [new NamedRun(NamedFlows, domainRules: 1000), new NamedRun(FewRules, domainRules: 10), new NamedRun(ManyRules, domainRules: 1_000_000)];

    private static int nextPort = 2000;

    public string Name => name;

    /// <summary>Starts another instance of it in the lab's gateway.</summary>
    public abstract Task<Relaying> StartAsync(Lab lab);

    /// <summary>A port of its own for each instance, of those that no connection goes out from.</summary>
    public static int NextPort() => nextPort++;
}
