using Relay.Store;
using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Store.Phantoms;
using Relay.Worker.Loops;
using Relay.Worker.Resolving;

namespace Relay.Worker.Naming;

/// <summary>
/// Asks the internet side what an answer wants of it. A question is judged by the name rules as a flow by UDP to port 53 of the name, counts as a new name, and is on
/// record; what the resolver knows already costs nothing. One a listener and loop.
/// </summary>
internal sealed class InternetQuestions(string listener, EventLoop loop, Resolver resolver, IFlowJournal journal, ClientRates rates, bool blockUnmatched)
{
    private const ushort Port = 53;

    private static readonly ForeignRecords Nothing = new([], 0);

    /// <summary>What was known, and what came of the look-up that <paramref name="wanting"/> wants.</summary>
    public async ValueTask<DnsLookUp> AskAsync(DnsAnswer wanting, DnsQuestion question, Snapshot snapshot, DnsLookUp known)
    {
        DomainName domain = wanting.Wanted;
        bool isRecords = wanting.Kind == DnsAnswerKind.WantsRecords;
        Verdict verdict = snapshot.Rules.MatchName(new FlowFacts(domain, Port, question.Client, listener, Transport.Udp, LearntBy.Phantom));
        // Whoever is blocked is told so by the flow. What a proxy resolves is not to be told to our own servers, and exists.
        if (!IsResolvedHere(verdict, snapshot))
            return isRecords ? known.Heard(domain, Nothing) : known.Seen(domain, exists: true);
        NameQuestion wanted = new(domain, verdict.Upstream ?? snapshot.Direct, verdict.Resolver);
        bool isFree = isRecords ? resolver.Knows(wanted, question.Type) : resolver.Knows(wanted, snapshot);
        if (!isFree && rates.Take(question.Client) != RateExcess.None)
            return isRecords ? known.Heard(domain, null) : known.Seen(domain, null);
        long began = loop.UtcTicks;
        (DnsLookUp told, Outcome outcome, string? reason) = isRecords
            ? await FindAsync(wanted, question.Type, known)
            : await ResolveAsync(wanted, snapshot, known);
        return isFree || Record(domain, question, verdict, snapshot, began, outcome, reason) ? told
            : isRecords ? known.Heard(domain, null) : known.Seen(domain, null);
    }

    private async ValueTask<(DnsLookUp Told, Outcome Outcome, string? Reason)> FindAsync(NameQuestion wanted, ushort type, DnsLookUp known)
    {
        LookUp found = await resolver.FindAsync(wanted, type);
        ForeignRecords? records = found.IsAnswered ? new ForeignRecords(found.Response.Data, (uint)Math.Max(0, (found.Expiry - loop.Now) / 1000)) : null;
        return (known.Heard(wanted.Name, records), found.Outcome, found.Reason);
    }

    private async ValueTask<(DnsLookUp Told, Outcome Outcome, string? Reason)> ResolveAsync(NameQuestion wanted, Snapshot snapshot, DnsLookUp known)
    {
        Resolution resolution = await resolver.Ask(wanted, snapshot).WholeAsync();
        return (known.Seen(wanted.Name, resolution.Exists), resolution.Outcome, resolution.Reason);
    }

    /// <summary>As a flow's name would be.</summary>
    private bool IsResolvedHere(in Verdict verdict, Snapshot snapshot)
    {
        Upstream upstream = verdict.Upstream ?? snapshot.Direct;
        bool isThrough = verdict.Kind == VerdictKind.Relay || (verdict.Kind == VerdictKind.NoMatch && !blockUnmatched);
        bool isRemote = upstream.TakesNames && (verdict.Resolve ?? ResolveMode.Remote) == ResolveMode.Remote;
        return isThrough && upstream.Defect is null && !isRemote;
    }

    /// <summary>False where the journal has no room, and nothing may go unrecorded.</summary>
    private bool Record(DomainName domain, in DnsQuestion question, in Verdict verdict, Snapshot snapshot, long began, Outcome outcome, string? reason)
    {
        string asked = $"DNS {(question.Type == DnsType.Any ? "ANY" : RecordType.WordOf(question.Type))}";
        FlowRecord record = new()
        {
            Id = journal.NextFlowId(),
            Listener = listener,
            Transport = Transport.Udp,
            ClientAddress = question.Client,
            AskedPort = Port,
            Domain = domain.Value,
            TargetDomain = domain.Value,
            TargetPort = Port,
            RuleId = verdict.RuleId,
            // A proxy's own socket may have asked, but not the proxy.
            Upstream = (verdict.Upstream ?? snapshot.Direct).OwnSocket() is { Kind: UpstreamKind.Direct } own ? own.Name : Upstream.DirectName,
            AcceptedAt = began,
            EndedAt = loop.UtcTicks,
            Outcome = outcome,
            Error = reason is null ? asked : $"{asked}: {reason}",
            Revision = snapshot.Revision,
        };
        return journal.Append(record, admitted: false) != JournalEntry.Refused;
    }
}
