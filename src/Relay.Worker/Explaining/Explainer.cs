using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Destinations;
using Relay.Worker.Flows;
using Relay.Worker.Handshakes;
using Relay.Worker.Routing;

namespace Relay.Worker.Explaining;

/// <summary>
/// Goes the way of a flow up to its dial, by the stages that flows go through (<see cref="DestinationFinder"/>, <see cref="Router"/>), and tells what each of them said.
/// Runs on a loop, as they do.
/// </summary>
internal sealed class Explainer(IStoreView store, Router router)
{
    private readonly DestinationFinder destinations = new(store.Phantoms);

    public async Task<Explanation> ExplainAsync(Inquiry asked)
    {
        if (store.Tables.Snapshot is not { } snapshot)
        {
            return Tell(asked, null, [.. store.Tables.Problems.Select(problem => new ProblemStep(problem.TableName, problem.RowKey, problem.Message))],
                Conclusion.RefusedAs(Outcome.Error, Flow.NoUsableRules));
        }
        List<Step> steps = [];
        (Finding found, string? elsewhere) = await FindAsync(asked, snapshot, steps);
        steps.Add(found.Destination is { } known
            ? new DestinationStep(known.Domain.Value, known.HasName ? null : known.Address.ToString(), Spelling.Of(known.LearntBy), null, null)
            : new DestinationStep(null, null, null, Spelling.Of(found.Outcome), found.Reason));
        if (found.Destination is not { } destination)
            return Tell(asked, snapshot, steps, Conclusion.RefusedAs(found.Outcome, found.Reason));

        RouteRecorder recorder = new(snapshot, store.Disabled);
        Route route = await router.RouteAsync(destination, destination.FactsOf(asked.Client, asked.Listener), snapshot, recorder);
        steps.AddRange(recorder.Tell(await store.RulesAsync(recorder.Rules)));
        List<DialedTarget> order = OrderOf(route);
        if (order.Count > 0)
            steps.Add(new DialStep(order));
        Conclusion conclusion = ConclusionOf(route, order);
        return Tell(asked, snapshot, steps, elsewhere is null ? conclusion : conclusion with { Verdict = Conclusion.NoPhantom, Dns = elsewhere });
    }

    /// <summary>From what the client asks for to where it wants to go, over the answer of DNS if it asks there: that may be none that leads to the relay.</summary>
    private async Task<(Finding Found, string? Elsewhere)> FindAsync(Inquiry asked, Snapshot snapshot, List<Step> steps)
    {
        if (!asked.HasName && snapshot.PoolOf(asked.Address) is { Kind: PoolKind.Phantom6 } its && PoolAddress.Decode(asked.Address) is { Kind: PoolMemberKind.Phantom } member)
            steps.Add(await StepOfAsync(member.Phantom, its));
        if (!asked.HasName || asked.BySocks)
            return (await destinations.FindAsync(new Intent(asked.Domain, asked.Address, asked.Port, asked.Reply), asked.Client, snapshot), null);

        Pool? pool = snapshot.PhantomPoolFor(asked.Listener);
        IReadOnlyList<KnownPhantom> phantoms = await store.PhantomsOfAsync(asked.Domain);
        KnownPhantom? present = phantoms.FirstOrDefault(phantom => !phantom.IsRetired);
        (IReadOnlyList<DnsStep> answers, NetAddress? answered) = await new DnsSide(store, snapshot, pool, asked.Client).AskAsync(asked.Domain, present);
        bool isNew = answers.Any(answer => answer.New);
        if (isNew)
            steps.Add(PhantomStep.Of(PhantomState.None, asked.Domain.Value, pool, null));
        steps.AddRange(phantoms.Select(phantom => PhantomStep.Of(phantom.IsRetired ? PhantomState.Retired : PhantomState.InUse, phantom.Domain, pool, phantom.Phantom)));
        steps.AddRange(answers);
        // Where DNS does not say so, an older answer of it still leads here.
        NetAddress? address = answered ?? (present is null || pool is null ? null : PoolAddress.Of(pool.Prefix, present.Phantom));
        Finding found = address is { } given
            ? await destinations.FindAsync(new Intent(default, given, asked.Port, asked.Reply), asked.Client, snapshot)
            : DestinationFinder.OfName(asked.Domain, asked.Port, LearntBy.Phantom, snapshot);
        return (found, isNew || answered is not null ? null : answers[0].Told);
    }

    private async Task<PhantomStep> StepOfAsync(Phantom phantom, Pool pool)
    {
        KnownPhantom? known = await store.PhantomOfAsync(phantom.Id);
        return known is null ? PhantomStep.Of(PhantomState.Unknown, null, pool, phantom)
            : known.Phantom != phantom ? PhantomStep.Of(PhantomState.WrongTag, null, pool, phantom)
            : PhantomStep.Of(known.IsRetired ? PhantomState.Retired : PhantomState.InUse, known.Domain, pool, phantom);
    }

    /// <summary>Takes the candidates as the race would in which each of them fails.</summary>
    private static List<DialedTarget> OrderOf(Route route)
    {
        List<DialedTarget> order = [];
        while (route.Candidates.TryTake(out RankedCandidate next, out OrderReason reason))
            order.Add(DialedTarget.Of(next.Candidate) with { Why = OrderWords.Of(next, reason) });
        return order;
    }

    private static Conclusion ConclusionOf(Route route, List<DialedTarget> order)
    {
        if (route.Outcome != Outcome.Open)
            return Conclusion.RefusedAs(route.Outcome, route.Reason) with { RuleId = route.RuleId, AddressRuleId = route.AddressRuleId, Rewrites = route.Rewrites?.ToString() };
        DialedTarget? first = order.Count > 0 ? order[0] : null;
        return new Conclusion
        {
            Verdict = first is null ? Conclusion.Undecided : Conclusion.Relayed,
            RuleId = route.RuleId,
            AddressRuleId = first?.AddressRuleId,
            Rewrites = first?.Rewrites,
            Upstream = first?.Upstream,
            Members = first?.Members,
        };
    }

    private static Explanation Tell(Inquiry asked, Snapshot? snapshot, IReadOnlyList<Step> steps, Conclusion conclusion) =>
        new() { Asked = AskedFor.Of(asked), Revision = snapshot?.Revision, Steps = steps, Conclusion = conclusion };
}
