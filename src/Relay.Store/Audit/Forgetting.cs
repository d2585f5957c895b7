using Relay.Store.Model;
using Relay.Store.Sql;

namespace Relay.Store.Audit;

/// <summary>Removes a client's or a domain's audit rows, those too that living journals are about to write.</summary>
internal sealed class Forgetting(ForgetTable table, byte[]? key, TimeProvider time)
{
    /// <summary>By then a journal that can reach the database has written what it held when the first look was taken.</summary>
    public static readonly TimeSpan JournalDelay = PendingFlows.HoldOpen + 4 * FlowJournal.DrainInterval;

    private readonly SortedSet<string> notes = [];

    public async Task<ForgetReport> RunAsync(ForgetRequest request, CancellationToken cancellation)
    {
        long rows = await PassAsync(request, cancellation).ConfigureAwait(false);
        if (!request.DryRun)
        {
            await Task.Delay(JournalDelay, time, cancellation).ConfigureAwait(false);
            rows += await PassAsync(request, cancellation).ConfigureAwait(false);
            if (!await table.EraseTracesAsync(cancellation).ConfigureAwait(false))
                notes.Add("Somebody is reading the database: what was removed is in its write-ahead log until the next checkpoint.");
        }
        if (request.Domain is { } domain && await table.HasPhantomAsync(domain, cancellation).ConfigureAwait(false))
            notes.Add("The name, or one below it, keeps its phantom address: see the table phantom.");
        return new ForgetReport(rows, [.. notes]);
    }

    private async Task<long> PassAsync(ForgetRequest request, CancellationToken cancellation)
    {
        IReadOnlyCollection<string>? clients = request.Client is { } client ? await ClientsAsync(client, cancellation).ConfigureAwait(false) : null;
        ForgottenRows which = new(clients, request.Domain);
        long open = await table.CountOpenAsync(which, cancellation).ConfigureAwait(false);
        if (open > 0)
            notes.Add($"{open} of the flows are open: a row comes back when its flow ends. Do this again then.");
        return request.DryRun
            ? await table.CountAsync(which, cancellation).ConfigureAwait(false)
            : await table.DeleteAsync(which, cancellation).ConfigureAwait(false);
    }

    private async Task<IReadOnlyCollection<string>> ClientsAsync(NetPrefix client, CancellationToken cancellation)
    {
        ForgottenClients forgotten = new(client, key);
        List<string> matching = [];
        foreach (string text in await table.ClientsAsync(cancellation).ConfigureAwait(false))
        {
            if (forgotten.Matches(text))
                matching.Add(text);
            else if (forgotten.MayBe(text))
                notes.Add($"Rows of the network {text}, which has the client, tell no client from another: --client {text} removes them all.");
            else if (!forgotten.TellsHashes && text.StartsWith(AuditedClient.HashPrefix, StringComparison.Ordinal))
                notes.Add(key is null
                    ? "Rows with hashed clients were not looked at: name the key with --audit-key."
                    : $"Rows with hashed clients were not looked at: a network may have at most {1 << ForgottenClients.MaxHashedBits} addresses for that.");
        }
        return matching;
    }
}
