using Relay.Store.Dns;
using Relay.Store.Model;

namespace Relay.Store.Answers;

/// <summary>
/// The answer to a question (design section 5), for the built-in DNS listener and the PowerDNS backend alike. Outside the zones of the table <c>dns_zone</c> a name
/// exists unless something says otherwise.
/// </summary>
public static class DnsAnswers
{
    /// <summary>A longer chain of aliases is a circle, or is meant to cost us.</summary>
    private const int MaxAliases = 10;

    /// <summary>The answer to <c>. SOA</c>: the one that needs neither pool nor snapshot, for a server that cannot say "not now" to it.</summary>
    public static DnsAnswer ApexOf(Pool? pool) => new(DnsAnswerKind.Answer, [pool is null ? RootZone.Soa : RootZone.SoaOf(pool)], null);

    /// <summary>Whether a record only says that its name exists and owns nothing, where a question of type ANY leaves no other way to say so.</summary>
    public static bool IsPlaceholder(DnsRecord record) => Replies.IsPlaceholder(record);

    /// <summary>Answers from memory, or says which look-up is wanted. Pure but for the cache of phantoms.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="pool">The phantom pool of the view; null answers SERVFAIL.</param>
    /// <param name="snapshot">The rules in force; null answers SERVFAIL.</param>
    /// <param name="phantoms">Asked only for what is in its cache.</param>
    /// <param name="lookUp">What the look-up wanted before has brought.</param>
    public static DnsAnswer Answer(in DnsQuestion question, Pool? pool, Snapshot? snapshot, IPhantoms phantoms, in DnsLookUp lookUp = default) =>
        pool is null || snapshot is null ? Replies.ServFail(DnsReason.NoRules) : RootZone.InView(Follow(question, pool, snapshot, phantoms, lookUp), pool);

    /// <summary>
    /// The same, with the store's look-ups done; those of the internet side are the caller's, and then <paramref name="known"/>. Over a limit the answer is SERVFAIL; so it
    /// is where the store cannot be asked, after <paramref name="onUnavailable"/> was told why.
    /// </summary>
    public static ValueTask<DnsAnswer> AnswerAsync(
        DnsQuestion question, Pool? pool, Snapshot? snapshot, IPhantoms phantoms,
        Action<StoreUnavailableException>? onUnavailable = null, DnsLookUp known = default, CancellationToken cancellation = default)
    {
        DnsAnswer answer = Answer(question, pool, snapshot, phantoms, known);
        return answer.Kind is DnsAnswerKind.WantsPhantom or DnsAnswerKind.WantsName
            ? LookUpAsync(question, answer, pool, snapshot, phantoms, known, onUnavailable, cancellation)
            : ValueTask.FromResult(answer);
    }

    /// <summary>The answer in place of <paramref name="wanting"/>, which wants the store to be asked; else as <see cref="AnswerAsync"/>.</summary>
    public static async ValueTask<DnsAnswer> LookUpAsync(
        DnsQuestion question, DnsAnswer wanting, Pool? pool, Snapshot? snapshot, IPhantoms phantoms, DnsLookUp known,
        Action<StoreUnavailableException>? onUnavailable, CancellationToken cancellation = default)
    {
        try
        {
            if (wanting.Kind == DnsAnswerKind.WantsPhantom)
            {
                AssignedPhantom assigned = await phantoms.AssignAsync(wanting.Wanted, question.Client, cancellation).ConfigureAwait(false);
                return assigned.Limit != PhantomLimit.None ? Replies.ServFail(DnsReason.OverLimit)
                    : Answer(question, pool, snapshot, phantoms, known.Assigned(wanting.Wanted, assigned.Phantom));
            }
            FoundName found = await phantoms.FindAsync(wanting.WantedPhantom, question.Client, cancellation).ConfigureAwait(false);
            return found.Limit != PhantomLimit.None ? Replies.ServFail(DnsReason.OverLimit)
                : Answer(question, pool, snapshot, phantoms, known.Found(wanting.WantedPhantom, found.Domain));
        }
        catch (StoreUnavailableException unavailable)
        {
            onUnavailable?.Invoke(unavailable);
            return Replies.ServFail(DnsReason.StoreAway);
        }
    }

    /// <summary>From alias to alias to the name that has an answer.</summary>
    private static DnsAnswer Follow(DnsQuestion question, Pool pool, Snapshot snapshot, IPhantoms phantoms, in DnsLookUp lookUp)
    {
        List<DnsRecord>? aliases = null;
        for (int followed = 1; ; followed++)
        {
            ZoneAnswer zone = ZoneAnswers.For(question, snapshot.Zones);
            if (zone.Alias is { Target: { } target } alias)
            {
                aliases ??= [];
                if (zone.Origin is { } origin)
                    aliases.Add(origin);
                aliases.Add(alias);
                if (followed > MaxAliases)
                    return Replies.ServFail(DnsReason.TooManyAliases);
                question = question with { Name = target };
                continue;
            }
            DnsAnswer answer = zone.Answer ?? Beyond(question, pool, snapshot, phantoms, lookUp);
            if (zone.Beside is { } beside)
                answer = ZoneAnswers.Join(question, answer, beside);
            return aliases is null ? answer : Replies.After(aliases, answer);
        }
    }

    /// <summary>What the zones do not answer.</summary>
    private static DnsAnswer Beyond(in DnsQuestion question, Pool pool, Snapshot snapshot, IPhantoms phantoms, in DnsLookUp lookUp)
    {
        // PowerDNS asks for the wildcard where a name does not exist: what was answered there would exist.
        if (question.Asker != DnsAsker.Client && NameText.IsWildcard(question.Name))
            return Replies.NxDomain;
        if (SpecialNames.TryAnswer(question, pool, snapshot, out DnsAnswer special))
            return special;
        if (ReverseNames.TryAnswer(question, snapshot, phantoms, lookUp, out DnsAnswer reverse))
            return reverse;
        if (!DomainName.TryParse(question.Name, out DomainName domain))
            return Replies.NoData(question);
        if (RuleAnswers.For(question, domain, snapshot.Rules) is { } blocked)
            return blocked;
        if (InternetSide.For(question, domain, pool, snapshot, phantoms, lookUp) is { } told)
            return told;
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

    private static DnsAnswer Phantom(in DnsQuestion question, Pool pool, Phantom phantom) =>
        Replies.Of(question, Replies.Address(question, PoolAddress.Of(pool.Prefix, phantom), pool.Ttl));
}
