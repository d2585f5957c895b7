using Relay.Store.Model;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Resolving;

/// <summary>
/// All that is known of the addresses of a name, the IPv6 ones first and each family as the server ordered it. Or why there are none:
/// <see cref="Outcome.NameNotFound"/> (also where it has no address of a wanted family), <see cref="Outcome.ResolverFailed"/> or <see cref="Outcome.Timeout"/>, and in words.
/// </summary>
/// <param name="Outcome">Ok with addresses.</param>
/// <param name="Addresses">Empty unless Ok.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Reason">Null when Ok.</param>
internal sealed record Resolution(Outcome Outcome, IReadOnlyList<NetAddress> Addresses, ResolutionSource Source, string? Reason = null)
{
    /// <summary>Whether there is such a name, with addresses or without; null where nobody could say.</summary>
    public bool? Exists { get; init; } = Outcome == Outcome.Ok ? true : null;

    /// <summary>Whether the addresses are a DNS server's, which is not to be trusted with all (DNS rebinding).</summary>
    public bool FromResolver => Source == ResolutionSource.Server;

    /// <summary>Whether some of it is older than its TTL.</summary>
    public bool IsStale { get; init; }

    /// <summary>The servers that answered, in words.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>What one answer, which has addresses, comes to.</summary>
    public static Resolution Of(LookUp answer) => new(Outcome.Ok, answer.Addresses, answer.Source)
    {
        IsStale = answer.IsStale,
        By = answer.By is { } by ? [by] : [],
    };

    /// <summary>What the answers of the families come to together; null for one that was not asked for.</summary>
    public static Resolution Of(LookUp? six, LookUp? four)
    {
        LookUp[] answers = [.. ((LookUp?[])[six, four]).OfType<LookUp>()];
        NetAddress[] addresses = [.. answers.SelectMany(answer => answer.Addresses)];
        // Of two failures, the one that says more than silence does.
        LookUp? failure = Array.Find(answers, answer => answer.Outcome == Outcome.ResolverFailed) ?? Array.Find(answers, answer => !answer.IsAnswered);
        Resolution whole =
            addresses.Length > 0 ? new Resolution(Outcome.Ok, addresses, answers[0].Source)
            : failure is not null ? new Resolution(failure.Outcome, [], failure.Source, failure.Reason)
            : Nothing(answers);
        return whole with { IsStale = answers.Any(answer => answer.IsStale), By = [.. answers.Select(answer => answer.By).OfType<string>().Distinct()] };
    }

    private static Resolution Nothing(LookUp[] answers)
    {
        bool exists = answers.Any(answer => answer.Response.Code == DnsResponseCode.NoError);
        string reason = answers[0].Reason ?? (exists ? "the name has no address" : "there is no such name");
        return new Resolution(Outcome.NameNotFound, [], answers[0].Source, reason) { Exists = exists };
    }
}
