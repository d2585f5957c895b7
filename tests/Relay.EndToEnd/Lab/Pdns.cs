using Relay.TestKit;

namespace Relay.EndToEnd.Lab;

/// <summary>Debian's <c>pdns_server</c> with the configuration that we ship, on a gateway's addresses and a worker's store.</summary>
internal sealed class Pdns : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-pdns-");
    private readonly PrivateSide network;
    private readonly string address;
    private readonly RunningProgram program;

    /// <param name="network">Whose gateway it is on.</param>
    /// <param name="store">The worker's.</param>
    /// <param name="addresses">Where it serves.</param>
    public Pdns(PrivateSide network, string store, string addresses = $"{PrivateSide.Gateway4},{PrivateSide.Gateway6}")
    {
        (this.network, address) = (network, addresses.Split(',')[0]);
        File.Copy(Path.Combine(Programs.Root, "scripts/pdns/pdns-urelay.conf"), Path.Combine(directory.FullName, "pdns.conf"));
        program = new RunningProgram(
            [
                "setsid", "ip", "netns", "exec", network.Gateway.Name, "/usr/sbin/pdns_server", $"--config-dir={directory.FullName}", $"--socket-dir={directory.FullName}",
                $"--pipe-command={Programs.Backend}", $"--local-address={addresses}",
                // A busy machine may take long to start co-processes; PowerDNS would give up for good.
                "--pipe-timeout=60000", "--daemon=no", "--guardian=no", "--disable-syslog=yes",
            ],
            new Dictionary<string, string> { ["URELAY_STORE"] = store }, directory.FullName);
    }

    /// <summary>What PowerDNS, and through its standard error the co-process, said.</summary>
    public string Log => program.Errors;

    /// <summary>Each co-process opens the store in its own time, and until then says SERVFAIL.</summary>
    public async Task WaitAsync()
    {
        await program.WaitForAsync("ready to distribute questions");
        ShellResult answer;
        int tries = 0;
        do
            answer = await network.RunAsync("dig", $"@{address}", "+time=5", "+tries=1", "ready.test", "AAAA");
        while (!answer.Output.Contains("status: NOERROR", StringComparison.Ordinal) && ++tries < 100);
    }

    public void Dispose()
    {
        program.Dispose();
        directory.Delete(recursive: true);
    }
}
