using System.Globalization;
using Relay.Store.Model;
using Relay.Worker.Resolving;

namespace Relay.Worker.Routing;

/// <summary>
/// The way of one destination through the two stages of the rules (sql.md section 3); resolving is the caller's, so nothing here waits. A rewrite is followed by another
/// look-up in the stage that fits what it made:
/// <code>
///              ┌─ another name ─┐                  ┌─ another address ─┐
///              ▼                │                  ▼                   │
///   name ──► name stage ────────┴──► resolved ──► address stage ───────┴──► candidate
///              ▲   │ an address ──────────────────►                    │
///              │                                                       │
///              └────────────────────── a name ─────────────────────────┘
/// </code>
/// </summary>
internal sealed class RouteSearch(Snapshot snapshot, IHostGuard guards, bool blockUnmatched, IRouteWitness? witness)
{
    /// <summary>From the destination to one target.</summary>
    private const int MaxChain = 8;

    /// <summary>On all ways together: each address may become a name that has many again.</summary>
    private const int MaxRewrites = 64;

    private readonly List<Candidate> candidates = new(1);

    /// <summary>Addresses that wait for a name that one before them has become; the next on top.</summary>
    private Stack<(Waypoint At, bool FromResolver)>? waiting;

    /// <summary>Why the first that was dropped was dropped; a block outweighs other reasons.</summary>
    private Route? refusal;

    private int rewrites;

    /// <summary>Goes to the first name that is to be resolved; null: there is none.</summary>
    public Waypoint? Begin(in Waypoint at) => AtName(at);

    /// <summary>Goes on with what a name was resolved to, to the next name; null: there is none.</summary>
    public Waypoint? Take(in Waypoint at, Resolution resolution)
    {
        IReadOnlyList<NetAddress> addresses = resolution.Addresses;
        if (resolution.Outcome != Outcome.Ok)
            Refuse(at, new Objection(resolution.Outcome, resolution.Reason));
        else if (addresses.Count == 0)
            Refuse(at, new Objection(Outcome.NameNotFound, "the name has no address of the wanted family"));
        for (int i = 0; i < addresses.Count; i++)
        {
            if (AtAddress(at with { Address = addresses[i] }, resolution.FromResolver) is not { } name)
                continue;
            waiting ??= [];
            for (int later = addresses.Count - 1; later > i; later--)
                waiting.Push((at with { Address = addresses[later] }, resolution.FromResolver));
            return name;
        }
        while (waiting?.TryPop(out (Waypoint At, bool FromResolver) next) == true)
        {
            if (AtAddress(next.At, next.FromResolver) is { } name)
                return name;
        }
        return null;
    }

    /// <summary>What may be dialed, as far as it was found.</summary>
    public IReadOnlyList<Candidate> Found => candidates;

    /// <param name="ordered">What was found, in the order in which it is tried.</param>
    public Route Finish(Candidates ordered) => candidates.Count > 0 ? new Route { Candidates = ordered, RuleId = candidates[0].RuleId } : refusal!;

    /// <summary>How the addresses of a name are found and ordered.</summary>
    public ResolveMode ModeOf(in Waypoint at) => at.Resolve ?? (UpstreamOf(at).TakesNames ? ResolveMode.Remote : ResolveMode.SixWeak);

    /// <summary>By which way out a destination is reached.</summary>
    public Upstream UpstreamOf(in Waypoint at) => at.Upstream ?? snapshot.Direct;

    private Waypoint? AtName(Waypoint at)
    {
        while (true)
        {
            Verdict verdict = snapshot.Rules.MatchName(at.Facts);
            witness?.OnNameStage(at.Facts, verdict);
            at = at.ByName(verdict);
            RewriteChain? before = at.Rewrites;
            Objection? objection = Objection(verdict);
            bool moves = objection is null && TryMove(ref at, verdict, out objection);
            Tell(before, at);
            if (objection is { } refused)
                return Refuse(at, refused);
            if (at.Address is not null)
                return UpstreamOf(at).Defect is { } defect ? Refuse(at, new Objection(Outcome.Error, defect)) : AtAddress(at, fromResolver: false);
            if (!moves)
                return AtLastName(at);
        }
    }

    /// <summary>A name that no rule rewrites any more: a proxy's, or to be resolved.</summary>
    private Waypoint? AtLastName(in Waypoint at)
    {
        Upstream upstream = UpstreamOf(at);
        if (upstream.Defect is { } defect)
            return Refuse(at, new Objection(Outcome.Error, defect));
        if (ModeOf(at) != ResolveMode.Remote || !upstream.TakesNames)
            return at;
        if (IsUnmatched(at) is { } unmatched)
            return Refuse(at, unmatched);
        witness?.OnLeftToProxy(at.Facts.Domain);
        Add(at, upstream);
        return null;
    }

    private Waypoint? AtAddress(Waypoint at, bool fromResolver)
    {
        while (true)
        {
            (FlowFacts facts, NetAddress address) = (at.Facts, at.Address!.Value);
            Verdict verdict = snapshot.Rules.MatchAddress(facts, address);
            at = at.ByAddress(verdict);
            Objection? objection = Objection(verdict) ?? IsUnmatched(at) ?? (fromResolver ? Rebinding(address, verdict) : null);
            RewriteChain? before = at.Rewrites;
            bool moves = objection is null && TryMove(ref at, verdict, out objection);
            if (!moves)
                objection ??= Guard(at, address, verdict);
            witness?.OnAddressStage(facts, address, verdict, objection);
            Tell(before, at);
            if (objection is { } refused)
                return Refuse(at, refused);
            if (!moves)
            {
                Add(at, UpstreamOf(at));
                return null;
            }
            if (at.Address is null)
                return AtName(at);
            // What a rule makes is the administrator's word, as a row of host is.
            fromResolver = false;
        }
    }

    /// <summary>Whether the winning rule leads elsewhere; with an objection where it cannot, or must not.</summary>
    private bool TryMove(ref Waypoint at, in Verdict verdict, out Objection? objection)
    {
        objection = null;
        if (verdict.Rewrite is null)
            return false;
        Target from = at.Target;
        long rule = verdict.RuleId!.Value;
        if (!verdict.TryRewrite(at.Facts, from, out Target to, out string? fault))
            objection = new Objection(Outcome.NameNotFound, string.Create(CultureInfo.InvariantCulture, $"rule {rule} makes nothing of {from}: {fault}"));
        if (objection is not null || to == from)
            return false;
        RewriteChain chain = new(at.Rewrites, rule, from, to);
        if (chain.HasLeft(to))
            objection = new Objection(Outcome.RewriteLoop, string.Create(CultureInfo.InvariantCulture, $"rule {rule} leads back to {to}"));
        else if (chain.Length > MaxChain || ++rewrites > MaxRewrites)
            objection = new Objection(Outcome.RewriteLoop, string.Create(CultureInfo.InvariantCulture, $"rule {rule} would be one rewrite more than the {(chain.Length > MaxChain ? MaxChain : MaxRewrites)} there may be"));
        at = at.To(to, chain);
        return objection is null;
    }

    private static Objection? Objection(in Verdict verdict) => verdict.Kind switch
    {
        VerdictKind.Block => new Objection(Outcome.Blocked),
        VerdictKind.Refuse => new Objection(Outcome.Error, verdict.Defect),
        _ => null,
    };

    private Objection? IsUnmatched(in Waypoint at) => blockUnmatched && !at.IsMatched ? new Objection(Outcome.Blocked, "no rule matches") : null;

    /// <summary>A public name has no business in special ranges, unless an address rule is about that very range.</summary>
    private static Objection? Rebinding(NetAddress address, in Verdict verdict) =>
        SpecialRanges.NotGlobalRangeOf(address) is { } range && !(verdict.Network is { } network && range.Contains(network))
            ? new Objection(Outcome.Forbidden, $"the resolver returned {address}, which is not globally reachable ({range})")
            : null;

    private Objection? Guard(in Waypoint at, NetAddress address, in Verdict verdict)
    {
        Upstream way = UpstreamOf(at);
        OwnHostGuard? guard = guards.Of(way, out string? fault);
        return guard?.ForbiddenRangeOf(address, snapshot, verdict) is { } range ? new Objection(Outcome.Forbidden, $"{address} belongs to the relay's host or to no other ({range})")
            : way.Defect is { } defect ? new Objection(Outcome.Error, defect)
            : guard is null ? new Objection(Outcome.UpstreamFailed, fault)
            : null;
    }

    private void Tell(RewriteChain? before, in Waypoint at)
    {
        if (at.Rewrites is { } chain && !ReferenceEquals(chain, before))
            witness?.OnRewritten(chain);
    }

    /// <summary>Several addresses may have become one.</summary>
    private void Add(in Waypoint at, Upstream upstream)
    {
        if (at.Rewrites is null || !IsKnown(at.Target, upstream))
            candidates.Add(new Candidate(at.Target, upstream, at.RuleId, at.AddressRuleId, at.Rewrites));
    }

    private bool IsKnown(Target target, Upstream upstream) => candidates.Exists(known => known.Target == target && known.Upstream == upstream);

    private Waypoint? Refuse(in Waypoint at, in Objection objection)
    {
        if (refusal is null || (objection.Outcome == Outcome.Blocked && refusal.Outcome != Outcome.Blocked))
        {
            refusal = new Route
            {
                Outcome = objection.Outcome,
                Reason = objection.Reason,
                RuleId = at.RuleId,
                AddressRuleId = at.AddressRuleId,
                Rewrites = at.Rewrites,
            };
        }
        return null;
    }
}
