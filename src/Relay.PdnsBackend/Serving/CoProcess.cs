using Relay.PdnsBackend.Answering;

namespace Relay.PdnsBackend.Serving;

/// <summary>PowerDNS' co-process: one connection, over the process' own streams.</summary>
internal static class CoProcess
{
    public static int Run(BackendOptions options)
    {
        using Stream input = Console.OpenStandardInput(), output = Console.OpenStandardOutput();
        // Standard output is the protocol: whatever else writes to the console goes to PowerDNS' log.
        Console.SetOut(Console.Error);
        BackendHost? host = null;
        new LineLoop(new Lazy<Backend>(() => (host = new BackendHost(options)).Backend)).Run(input, output);
        host?.Dispose();
        return 0;
    }
}
