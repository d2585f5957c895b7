using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;

namespace Relay.PdnsBackend.Answering;

/// <summary>Questions of PowerDNS to answers, in bounded time.</summary>
internal sealed class BackendAnswers(StoreOpener opener, BackendView view, StoreHealth health, TimeProvider time)
{
    /// <summary>Well inside PowerDNS' pipe-timeout (2 s), past which it kills the co-process and asks again three times.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(900);

    private static readonly NetAddress Unspecified4 = NetAddress.FromIPv4(0);
    private static readonly DnsAnswer Nothing = new(DnsAnswerKind.Answer, [], null);
    private readonly DnsAsker asker = view.HasZones ? DnsAsker.PowerDnsWithZones : DnsAsker.PowerDns;
    private static readonly DnsAnswer ServFail = new(DnsAnswerKind.ServFail, [], null);

    /// <summary>The zones that PowerDNS sees. The root's is always there, also while the store is not.</summary>
    public IReadOnlyList<string> Zones => view.HasZones && opener.Current?.Snapshots.Current is { } snapshot ? [".", .. ZoneApexes.NamesOf(snapshot)] : ["."];

    /// <summary>Blocks where a look-up is wanted: a connection carries one question at a time, and a hop to another thread costs as much as the rest of it.</summary>
    public DnsAnswer Answer(in BackendQuestion asked)
    {
        // PowerDNS walks up asking for SOA and NS: a name with one of them becomes a zone of its own, or a referral.
        if (asked.Type is DnsType.Soa or DnsType.Ns && asked.Name != ".")
            return view.HasZones ? ZoneApexes.Of(new DnsQuestion(asked.Name, asked.Type, asked.Client, false, asker), opener.Current?.Snapshots.Current) : Nothing;
        // Never FAIL here: after a FAIL to a SOA question, and only there, PowerDNS reads on for an END and hangs until pipe-timeout. The ANY
        // question that follows is the one that fails.
        if (asked.Type == DnsType.Soa)
            return DnsAnswers.ApexOf(opener.Current?.Snapshots.Current?.PhantomPoolFor(view.Listener));
        bool isPowerDnsItself = asked.Client == Unspecified4 || asked.Client == default;
        bool mayAllocate = asked.Type is DnsType.Any or DnsType.Aaaa && !isPowerDnsItself;
        DnsQuestion question = new(asked.Name, asked.Type, asked.Client, mayAllocate, asker);
        if (opener.Current is { } store)
        {
            Snapshot? snapshot = store.Snapshots.Current;
            DnsAnswer answer = DnsAnswers.Answer(question, PoolOf(snapshot), snapshot, store.Phantoms);
            if (answer.Kind is not (DnsAnswerKind.WantsPhantom or DnsAnswerKind.WantsName))
                return answer;
        }
        return LookUp(question);
    }

    private DnsAnswer LookUp(DnsQuestion question)
    {
        using CancellationTokenSource deadline = new(Deadline, time);
        try
        {
            // The kernel wakes this thread in time even where the pool's, whose timers cancel the token, get no processor.
            Task<DnsAnswer> looking = LookUpAsync(question, deadline.Token).AsTask().WaitAsync(deadline.Token);
            return Task.WaitAny([looking], Deadline) == 0 ? looking.GetAwaiter().GetResult() : TimedOut();
        }
        catch (OperationCanceledException)
        {
            return TimedOut();
        }
    }

    private DnsAnswer TimedOut()
    {
        health.Failed($"no answer within {Deadline.TotalMilliseconds} ms");
        return ServFail;
    }

    private async ValueTask<DnsAnswer> LookUpAsync(DnsQuestion question, CancellationToken cancellation)
    {
        if (await opener.GetAsync(cancellation) is not { } store)
            return ServFail;
        Snapshot? snapshot = store.Snapshots.Current;
        bool isAway = false;
        DnsAnswer answer = await DnsAnswers.AnswerAsync(
            question, PoolOf(snapshot), snapshot, store.Phantoms,
            why =>
            {
                isAway = true;
                health.Failed(why.Message);
            },
            cancellation: cancellation);
        if (!isAway)
            health.Answered();
        return answer;
    }

    private Pool? PoolOf(Snapshot? snapshot)
    {
        Pool? pool = snapshot?.PhantomPoolFor(view.Listener);
        if (snapshot is not null && pool is null)
            health.Failed($"table pool has no row of kind phantom6 for listener '{view.Listener}', nor one for all (listener null)");
        else if (pool is not null)
            health.LookAt(pool);
        return pool;
    }
}
