namespace Relay.Bench.Names;

/// <summary>The listener of <c>urelay run</c>, on one loop.</summary>
internal sealed class BuiltIn() : NameServer(Title)
{
    public const string Title = "urelay run";

    /// <summary>The client asks for many.</summary>
    public static readonly IReadOnlyList<string> NoLimits = ["--forwarder", "127.0.0.0/8", "--new-names", "1000000", "--max-names", "1000000000"];

    public override async Task<RunningServer> StartAsync(string directory, int port)
    {
        string program = Path.GetFullPath("urelay"), store = Path.Combine(directory, "urelay.db");
        await Tool.RunAsync(null, 60, program, "migrate", "--store", store);
        return new RunningServer(Tool.Serve(
            null, Path.Combine(directory, "urelay.log"), [program, "run", "--store", store, "--listen", $"dns://127.0.0.1:{port}", .. NoLimits]));
    }
}
