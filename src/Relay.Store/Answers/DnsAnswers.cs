using Relay.Store.Model;

namespace Relay.Store.Answers;

/// <summary>
/// The answer to a question (design section 5), for the built-in DNS listener and the PowerDNS backend alike. There is one zone, <c>.</c>, and a name
/// exists unless something says otherwise.
/// </summary>
public static class DnsAnswers
{
    /// <summary>The answer to <c>. SOA</c>: the one that needs neither pool nor snapshot, for a server that cannot say "not now" to it.</summary>
    public static readonly DnsAnswer Apex = new(DnsAnswerKind.Answer, [RootZone.Soa], null);

    /// <summary>Answers from memory, or says which look-up is wanted.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="pool">The phantom pool of the view; null answers SERVFAIL.</param>
    /// <param name="snapshot">The rules in force; null answers SERVFAIL.</param>
    /// <param name="phantoms">Asked only for what is in its cache.</param>
    /// <param name="lookUp">What the look-up wanted before has brought.</param>
    public static DnsAnswer Answer(in DnsQuestion question, Pool? pool, Snapshot? snapshot, IPhantoms phantoms, in DnsLookUp lookUp = default)
    {
        if (pool is null || snapshot is null)
            return Replies.ServFail;
        if (SpecialNames.TryAnswer(question, pool, snapshot, out DnsAnswer special))
            return special;
        if (ReverseNames.TryAnswer(question, snapshot, phantoms, lookUp, out DnsAnswer reverse))
            return reverse;
        if (!DomainName.TryParse(question.Name, out DomainName domain))
            return Replies.NoData(question);
        if (RuleAnswers.For(question, domain, snapshot.Rules) is { } blocked)
            return blocked;
        if (snapshot.StaticMappings.TryGet(domain, out uint index))
            return Replies.Of(question, Replies.Address(question, PoolAddress.OfStatic(pool.Prefix, index), RootZone.VolatileTtl));
        // There is no IPv4 pool: A is NODATA, without costing a phantom.
        if (question.Type is not (DnsType.Aaaa or DnsType.Any) || NameText.IsUnderscored(domain.Value))
            return Replies.NoData(question);
        if (lookUp.IsDone && lookUp.Domain == domain)
            return Phantom(question, pool, lookUp.Phantom);
        if (phantoms.TryGet(domain, out Phantom phantom))
            return Phantom(question, pool, phantom);
        return question.MayAllocate ? new DnsAnswer(DnsAnswerKind.WantsPhantom, [], null, Wanted: domain) : Replies.NoData(question);
    }

    /// <summary>The same, with the look-ups done. Over a limit the answer is SERVFAIL; so it is where the store cannot be asked, after <paramref name="onUnavailable"/> was told why.</summary>
    public static ValueTask<DnsAnswer> AnswerAsync(
        DnsQuestion question, Pool? pool, Snapshot? snapshot, IPhantoms phantoms,
        Action<StoreUnavailableException>? onUnavailable = null, CancellationToken cancellation = default)
    {
        DnsAnswer answer = Answer(question, pool, snapshot, phantoms);
        return answer.Kind is DnsAnswerKind.WantsPhantom or DnsAnswerKind.WantsName
            ? LookUpAsync(question, answer, pool, snapshot, phantoms, onUnavailable, cancellation)
            : ValueTask.FromResult(answer);
    }

    private static async ValueTask<DnsAnswer> LookUpAsync(
        DnsQuestion question, DnsAnswer wanting, Pool? pool, Snapshot? snapshot, IPhantoms phantoms,
        Action<StoreUnavailableException>? onUnavailable, CancellationToken cancellation)
    {
        try
        {
            if (wanting.Kind == DnsAnswerKind.WantsPhantom)
            {
                AssignedPhantom assigned = await phantoms.AssignAsync(wanting.Wanted, question.Client, cancellation).ConfigureAwait(false);
                return assigned.Limit != PhantomLimit.None ? Replies.ServFail
                    : Answer(question, pool, snapshot, phantoms, DnsLookUp.Assigned(wanting.Wanted, assigned.Phantom));
            }
            FoundName found = await phantoms.FindAsync(wanting.WantedPhantom, question.Client, cancellation).ConfigureAwait(false);
            return found.Limit != PhantomLimit.None ? Replies.ServFail
                : Answer(question, pool, snapshot, phantoms, DnsLookUp.Found(wanting.WantedPhantom, found.Domain));
        }
        catch (StoreUnavailableException unavailable)
        {
            onUnavailable?.Invoke(unavailable);
            return Replies.ServFail;
        }
    }

    private static DnsAnswer Phantom(in DnsQuestion question, Pool pool, Phantom phantom) =>
        Replies.Of(question, Replies.Address(question, PoolAddress.Of(pool.Prefix, phantom)));
}
