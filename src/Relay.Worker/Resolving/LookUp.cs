using Relay.Store.Model;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Resolving;

/// <summary>What came of asking for one name and type: an answer, also one that says there is nothing (<see cref="Outcome.Ok"/>), or why there is none.</summary>
internal sealed record LookUp(Outcome Outcome, DnsResponse Response, string? Reason)
{
    private static readonly TimeSpan MaxLife = TimeSpan.FromDays(1);

    /// <summary>RFC 2308 section 5 recommends an upper limit of its own for negative answers.</summary>
    private static readonly TimeSpan MaxNegativeLife = TimeSpan.FromMinutes(15);

    /// <summary>Who says so.</summary>
    public ResolutionSource Source { get; init; } = ResolutionSource.Server;

    /// <summary>The server that answered, in words; null where none did.</summary>
    public string? By { get; init; }

    /// <summary>Until when it may be told, in milliseconds of the loop's clock.</summary>
    public long Expiry { get; init; }

    /// <summary>Its time is over, and nobody could say anything newer (RFC 8767).</summary>
    public bool IsStale { get; init; }

    public bool IsAnswered => Outcome == Outcome.Ok;

    public bool HasData => IsAnswered && Response.Addresses.Length + Response.Data.Count > 0;

    public NetAddress[] Addresses => IsAnswered ? Response.Addresses : [];

    /// <summary>How long an answer may be kept; zero where it does not say, and of a failure.</summary>
    public TimeSpan Life => IsAnswered && Response.Ttl is { } ttl ? Min(TimeSpan.FromSeconds(ttl), HasData ? MaxLife : MaxNegativeLife) : TimeSpan.Zero;

    public static LookUp Of(in DnsResponse response, string by) => new(Outcome.Ok, response, null) { By = by };

    public static LookUp Known(NetAddress[] addresses, ResolutionSource source) =>
        new(Outcome.Ok, new DnsResponse(DnsResponseCode.NoError, false, addresses, null, []), null) { Source = source };

    public static LookUp Failed(string reason) => new(Outcome.ResolverFailed, default, reason);

    public static LookUp TimedOut(string who) => new(Outcome.Timeout, default, $"{who} did not answer in time");

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
