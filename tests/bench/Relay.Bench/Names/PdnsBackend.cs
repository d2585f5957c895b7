namespace Relay.Bench.Names;

/// <summary>A backend of PowerDNS, and how it gets the names.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Launch">As <c>launch=</c> does.</param>
/// <param name="PrepareAsync">Makes what it needs in the directory; returns lines for pdns.conf.</param>
/// <param name="Companion">A process that must listen on <see cref="SocketIn"/> before PowerDNS starts: its command; null for none.</param>
internal sealed record PdnsBackend(string Name, string Launch, Func<string, Task<string[]>> PrepareAsync, Func<string, string[]>? Companion = null)
{
    public const string OurPipe = "urelay-pdns", TrivialPipe = "trivial pipe in C";

    /// <summary>Those that are measured, ours first.</summary>
    public static readonly IReadOnlyList<PdnsBackend> All =
    [
        new(OurPipe, "pipe", PrepareOursAsync),
        new("urelay-pdns, one for all threads, by pipe", "pipe", async directory =>
        {
            await MakeStoreAsync(directory);
            return [$"pipe-command={Program} --connect {SocketIn(directory)}"];
        }, Serving),
        new("urelay-pdns, one for all threads, by remote", "remote", async directory =>
        {
            await MakeStoreAsync(directory);
            return [$"remote-connection-string=unix:path={SocketIn(directory)},timeout=2000", "remote-dnssec=no"];
        }, Serving),
        new(TrivialPipe, "pipe", _ => Task.FromResult<string[]>([$"pipe-command={Path.GetFullPath("out/bench/pipe")}"])),
        new("gsqlite3", PdnsZone.SqlBackend, PdnsZone.FillDatabaseAsync),
        new("bind", "bind", PdnsZone.WriteZoneFileAsync),
    ];

    private static string Program => Path.GetFullPath("urelay-pdns");

    /// <summary>Where a companion of ours listens.</summary>
    public static string SocketIn(string directory) => Path.Combine(directory, "backend.sock");

    private static async Task<string[]> PrepareOursAsync(string directory) =>
        [$"pipe-command={Program} --store {await MakeStoreAsync(directory)} {string.Join(' ', BuiltIn.NoLimits)}"];

    private static string[] Serving(string directory) => [Program, "--serve", SocketIn(directory), "--store", StoreIn(directory), .. BuiltIn.NoLimits];

    private static async Task<string> MakeStoreAsync(string directory)
    {
        await Tool.RunAsync(null, 60, Path.GetFullPath("urelay"), "migrate", "--store", StoreIn(directory));
        return StoreIn(directory);
    }

    private static string StoreIn(string directory) => Path.Combine(directory, "urelay.db");
}
