using Microsoft.Extensions.Logging;
using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Commands;

/// <summary><c>urelay forget</c>: removes the audit rows of a client or a domain, and says how many.</summary>
internal static class ForgetCommand
{
    public static async Task<int> RunAsync(Settings settings, string? client, string? domain, bool dryRun)
    {
        ForgetRequest request = new() { Client = ClientOf(client), Domain = DomainOf(domain), DryRun = dryRun };
        if (request is { Client: null, Domain: null })
            throw new UsageException("forget whom? Write --client ADDRESS or --domain NAME");
        using ILoggerFactory loggers = Logging.Create(LogLevel.Warning);
        ForgetReport report = await RelayStore.ForgetAsync(settings.Store, request, loggers, TimeProvider.System, CancellationToken.None);
        await Console.Out.WriteLineAsync($"{report.Rows} {(report.Rows == 1 ? "row" : "rows")} of connection {(dryRun ? "would be" : report.Rows == 1 ? "was" : "were")} removed.");
        foreach (string note in report.Notes)
            await Console.Out.WriteLineAsync(note);
        return 0;
    }

    private static NetPrefix? ClientOf(string? text) =>
        text is null ? null
        : NetPrefix.TryParse(text, out NetPrefix client) ? client
        : throw new UsageException($"--client '{text}' is neither an address nor a network such as 192.0.2.0/24");

    private static DomainName? DomainOf(string? text) =>
        text is null ? null
        : DomainName.TryParse(text, out DomainName domain) ? domain
        : throw new UsageException($"--domain '{text}' is not a domain name");
}
