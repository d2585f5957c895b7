using Relay.Store.Model;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Resolving;

/// <summary>Makes one resolution of the answers for AAAA and A, and says how long it may be kept.</summary>
internal static class LookUpMerge
{
    private static readonly TimeSpan MaxLife = TimeSpan.FromDays(1);

    /// <summary>RFC 2308 section 5 recommends an upper limit of its own for negative answers.</summary>
    private static readonly TimeSpan MaxNegativeLife = TimeSpan.FromMinutes(15);

    /// <summary>Where one family has addresses and of the other nothing reliable is known: long enough to not ask per flow, short enough to learn better.</summary>
    private static readonly TimeSpan PartialLife = TimeSpan.FromSeconds(5);

    /// <summary>RFC 9520 section 3.2: failures are to be cached, for a second at least.</summary>
    private static readonly TimeSpan FailureLife = TimeSpan.FromSeconds(1);

    public static (Resolution Value, TimeSpan Life) Merge(in LookUp six, in LookUp four)
    {
        if (six.HasAddresses || four.HasAddresses)
        {
            TimeSpan life = Min(Min(LifeOf(six, PartialLife), LifeOf(four, PartialLife)), MaxLife);
            return (new Resolution(Outcome.Ok, [.. AddressesOf(six), .. AddressesOf(four)], ResolutionSource.Server), life);
        }
        if (six.IsAnswered && four.IsAnswered)
        {
            bool exists = six.Response.Code == DnsResponseCode.NoError || four.Response.Code == DnsResponseCode.NoError;
            Resolution none = Resolution.None(Outcome.NameNotFound, exists ? "the name has no address" : "there is no such name") with { Exists = exists };
            return (none, Min(Min(LifeOf(six, TimeSpan.Zero), LifeOf(four, TimeSpan.Zero)), MaxNegativeLife));
        }
        // Of two failures, the one that says more than silence does.
        LookUp telling = six.Outcome == Outcome.ResolverFailed || four.IsAnswered ? six : four;
        return (Resolution.None(telling.Outcome, telling.Reason ?? ""), FailureLife);
    }

    /// <summary>How long an answer, or a failure, of one other type may be kept.</summary>
    public static TimeSpan LifeOf(in LookUp lookUp) => !lookUp.IsAnswered ? FailureLife
        : Min(LifeOf(lookUp, TimeSpan.Zero), lookUp.Response.Data.Count > 0 ? MaxLife : MaxNegativeLife);

    private static TimeSpan LifeOf(in LookUp lookUp, TimeSpan unknown) =>
        lookUp.IsAnswered && lookUp.Response.Ttl is { } ttl ? TimeSpan.FromSeconds(ttl) : unknown;

    private static NetAddress[] AddressesOf(in LookUp lookUp) => lookUp.IsAnswered ? lookUp.Response.Addresses : [];

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
