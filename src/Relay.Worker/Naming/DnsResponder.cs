using Microsoft.Extensions.Logging;
using Relay.Store;
using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Protocols.Dns;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Naming;

/// <summary>
/// Makes replies of queries for one listener on one loop: at once from memory, or later where the store or the internet side must be asked, of which so many may wait.
/// </summary>
internal sealed class DnsResponder(string listener, ISnapshots snapshots, IPhantoms phantoms, AskInternetSide internetSide, DnsLimits limits, ILogger logger)
{
    /// <summary>Questions that wait for somebody at once, a kilobyte each; beyond it: SERVFAIL, and the client asks again.</summary>
    public const int MaxWaiting = 16_384;

    /// <summary>Of questions over the limit of a client every second is told to come by TCP, where nobody can ask in another's name; the others are dropped.</summary>
    private const int Slip = 2;

    /// <summary>Whether the name exists, and then its records.</summary>
    private const int MaxInternetLookUps = 2;

    private int waiting;
    private uint excess;
    private bool unavailable;

    /// <summary>Its replies so far.</summary>
    public DnsTally Tally { get; } = new();

    /// <summary>
    /// Replies from memory into <paramref name="reply"/>. 0 where nothing is to be sent, or not yet: then the query is <paramref name="open"/>, for
    /// <see cref="RespondLaterAsync"/>.
    /// </summary>
    public int Respond(ReadOnlySpan<byte> message, NetAddress client, DnsTransport transport, Span<byte> reply, out OpenQuery? open)
    {
        open = null;
        if (!DnsQueryReader.TryRead(message, transport, out DnsQuery query, out int code))
            return 0;
        ReadOnlySpan<byte> question = message.Slice(DnsHeader.Length, query.QuestionLength);
        if (transport == DnsTransport.Udp && !limits.TakeReply(listener, client))
            return RespondOverLimit(question, reply, query);
        if (code != DnsResponseCode.NoError)
        {
            Tally.Add(DnsReplyKind.Rejected);
            return DnsReply.WriteEmpty(reply, query, question, code);
        }
        Snapshot? snapshot = snapshots.Current;
        DnsAnswer answer = DnsAnswers.Answer(QuestionOf(query, client), snapshot?.PhantomPoolFor(listener), snapshot, phantoms);
        bool wantsMore = answer.Kind is not (DnsAnswerKind.Answer or DnsAnswerKind.NxDomain or DnsAnswerKind.YxDomain or DnsAnswerKind.ServFail);
        if (wantsMore && waiting < MaxWaiting)
        {
            open = new OpenQuery(query, answer, snapshot!);
            return 0;
        }
        Tally.Add(answer);
        return wantsMore
            ? DnsReply.WriteEmpty(reply, query, question, DnsResponseCode.ServFail, DnsReason.Busy)
            : DnsReply.Write(reply, query, question, answer);
    }

    /// <summary>The answer of a query that <see cref="Respond"/> could not give; comes back on the caller's loop.</summary>
    public async ValueTask<DnsAnswer> RespondLaterAsync(OpenQuery open, NetAddress client)
    {
        waiting++;
        try
        {
            Snapshot snapshot = open.Snapshot;
            Pool? pool = snapshot.PhantomPoolFor(listener);
            DnsQuestion question = QuestionOf(open.Query, client);
            DnsLookUp known = default;
            DnsAnswer answer = open.Wanting;
            for (int i = 0; i < MaxInternetLookUps && answer.Kind is DnsAnswerKind.WantsExistence or DnsAnswerKind.WantsRecords; i++)
            {
                known = await internetSide(answer, question, snapshot, known);
                answer = DnsAnswers.Answer(question, pool, snapshot, phantoms, known);
            }
            if (answer.Kind is DnsAnswerKind.WantsPhantom or DnsAnswerKind.WantsName)
                answer = await DnsAnswers.LookUpAsync(question, answer, pool, snapshot, phantoms, known, ReportUnavailable);
            if (answer.Kind != DnsAnswerKind.ServFail && Interlocked.Exchange(ref unavailable, false))
                Log.NamingResumed(logger, listener);
            Tally.Add(answer);
            return answer;
        }
        finally
        {
            waiting--;
        }
    }

    private int RespondOverLimit(ReadOnlySpan<byte> question, Span<byte> reply, in DnsQuery query)
    {
        Tally.Add(DnsReplyKind.Limited);
        return ++excess % Slip == 0 && !question.IsEmpty ? DnsReply.WriteTruncated(reply, query, question) : 0;
    }

    /// <summary>A phantom is made only for who asks for an address.</summary>
    private static DnsQuestion QuestionOf(in DnsQuery query, NetAddress client) =>
        new(query.Name, query.Type, client, MayAllocate: query.Type is DnsType.A or DnsType.Aaaa);

    /// <summary>Called on a thread of the store's. Once per outage: there may be thousands of questions.</summary>
    private void ReportUnavailable(StoreUnavailableException why)
    {
        if (!Interlocked.Exchange(ref unavailable, true))
            Log.NamingUnavailable(logger, listener, why.Message);
    }
}
