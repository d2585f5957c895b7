using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Destinations;
using Relay.Worker.Dialing;
using Relay.Worker.Handshakes;
using Relay.Worker.Listening;
using Relay.Worker.Loops;
using Relay.Worker.Routing;

namespace Relay.Worker.Flows;

/// <summary>
/// Fills in a flow's row as its stages pass, and appends it to the journal: when the destination is known, a moment after it is dialed, when it has ended.
/// A short flow has ended by that moment, and is spared one of the three.
/// </summary>
internal sealed class FlowAudit : LoopTimer
{
    /// <summary>The writer waits longer before it makes an open flow visible.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly IFlowJournal journal;
    private readonly EventLoop loop;
    private readonly FlowRecord record;
    private readonly DialAttempt dialing;
    private bool admitted, ended;

    public FlowAudit(IFlowJournal journal, EventLoop loop, Listener listener, NetAddress client, ushort clientPort, DialAttempt dialing)
    {
        this.dialing = dialing;
        this.journal = journal;
        this.loop = loop;
        record = new FlowRecord
        {
            Id = journal.NextFlowId(),
            Listener = listener.Name,
            ClientAddress = client,
            ClientPort = clientPort,
            AcceptedAt = loop.UtcTicks,
        };
    }

    public long Id => record.Id;

    public void Note(Intent intent)
    {
        record.AskedAddress = intent.HasName ? null : intent.Address;
        record.AskedPort = intent.Port;
        record.Domain = intent.Domain.Value;
    }

    /// <summary>False where the journal is full, and the flow is to be refused for it.</summary>
    public bool Note(Destination destination, Snapshot snapshot)
    {
        // A name that says itself what it stands for is what was asked for.
        record.Domain ??= destination.Domain.Value;
        record.LearntBy = destination.LearntBy;
        record.TargetDomain = destination.Domain.Value;
        record.TargetAddress = destination.HasName ? null : destination.Address;
        record.TargetPort = destination.Port;
        record.Revision = snapshot.Revision;
        return ended || Append();
    }

    public void Note(Route route)
    {
        record.RuleId = route.RuleId;
        record.AddressRuleId = route.AddressRuleId;
        if (route.Rewrites is { } rewrites)
            Note(rewrites.To, rewrites);
        // Where there is no choice, it is known before it is dialed.
        if (route.Candidates.Single is { } single)
            Note(single);
    }

    public void Note(DialResult dialed)
    {
        if (dialed.Candidate is { } candidate)
            Note(candidate);
        record.Upstream = dialed.Way?.Name ?? record.Upstream;
        record.RemoteAddress = dialed.Remote;
        record.RemotePort = dialed.Remote is null ? null : dialed.RemotePort;
        // A flow that was ended while it dialed has had its last word.
        if (!dialed.Connected || ended)
            return;
        record.DialedAt = loop.UtcTicks;
        NoteAttempts();
        loop.SetTimer(this, Moment);
    }

    private void Note(Candidate candidate)
    {
        record.RuleId = candidate.RuleId;
        record.AddressRuleId = candidate.AddressRuleId;
        record.Upstream = candidate.Upstream.Name;
        Note(candidate.Target, candidate.Rewrites);
    }

    /// <summary>The name that led to an address is kept.</summary>
    private void Note(in Target target, RewriteChain? rewrites)
    {
        record.Rewrites = rewrites?.ToString();
        record.TargetDomain = rewrites?.LastName.Value ?? record.TargetDomain;
        record.TargetAddress = target.HasName ? null : target.Address;
        record.TargetPort = target.Port;
    }

    protected internal override void OnDeadline() => _ = Append();

    /// <summary>The row's last state. Where the journal has become full meanwhile, it counts and reports the loss itself.</summary>
    /// <param name="end">How it ended.</param>
    /// <param name="bytesUp">From the client.</param>
    /// <param name="bytesDown">To the client.</param>
    /// <param name="guesses">Of a flow to an address that nobody was given: who counts what has no row of its own.</param>
    public void End(in FlowEnd end, long bytesUp, long bytesDown, Guesses? guesses = null)
    {
        ended = true;
        loop.ClearTimer(this);
        record.Outcome = end.Outcome;
        record.Error = end.Error;
        record.BytesUp = bytesUp;
        record.BytesDown = bytesDown;
        record.EndedAt = loop.UtcTicks;
        if (record.DialedAt == 0)
            NoteAttempts();
        if (guesses is null || guesses.MayRecord(record))
            _ = Append();
    }

    /// <summary>One attempt that connected needs no more than its time: the row has the rest.</summary>
    private void NoteAttempts()
    {
        record.DialingAt = dialing.BeganAt;
        if (dialing.ConnectedAtOnce)
            return;
        IReadOnlyList<FlowAttempt> attempts = dialing.Told(loop.UtcTicks);
        if (attempts.Count == 0)
            return;
        record.DialingAt = attempts[0].StartedAt;
        record.Attempts = attempts;
    }

    /// <summary>The first record that is taken admits the flow.</summary>
    private bool Append()
    {
        JournalEntry entry = journal.Append(record, admitted);
        admitted |= entry == JournalEntry.Recorded;
        return entry != JournalEntry.Refused;
    }
}
