namespace Relay.Bench.Names;

/// <summary>A backend of PowerDNS, and how it gets the names.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Launch">As <c>launch=</c> does.</param>
/// <param name="PrepareAsync">Makes what it needs in the directory; returns lines for pdns.conf.</param>
/// <param name="Companion">A process that must run before PowerDNS starts: its command; null for none.</param>
internal sealed record PdnsBackend(string Name, string Launch, Func<string, Task<string[]>> PrepareAsync, Func<string, string[]>? Companion = null)
{
    public const string OurPipe = "urelay-pdns", TrivialPipe = "trivial pipe in C";

    /// <summary>Those that are measured, ours first.</summary>
    public static readonly IReadOnlyList<PdnsBackend> All =
    [
        new(OurPipe, "pipe", PrepareOursAsync),
        new(TrivialPipe, "pipe", _ => Task.FromResult<string[]>([$"pipe-command={Path.GetFullPath("out/bench/pipe")}"])),
        new("gsqlite3", PdnsZone.SqlBackend, PdnsZone.FillDatabaseAsync),
        new("bind", "bind", PdnsZone.WriteZoneFileAsync),
    ];

    private static async Task<string[]> PrepareOursAsync(string directory)
    {
        string store = Path.Combine(directory, "urelay.db");
        await Tool.RunAsync(null, 60, Path.GetFullPath("urelay"), "migrate", "--store", store);
        return [$"pipe-command={Path.GetFullPath("urelay-pdns")} --store {store} {string.Join(' ', BuiltIn.NoLimits)}"];
    }
}
