using Relay.Store.Model;
using Relay.Worker.Resolving;

namespace Relay.Worker.Routing;

/// <summary>Is told what a <see cref="Router"/> decides, step by step and in its order, so that a route can be explained by what made it.</summary>
internal interface IRouteWitness
{
    /// <summary>What the name stage said.</summary>
    void OnNameStage(in FlowFacts facts, in Verdict verdict);

    /// <summary>What is known of the name that was asked for.</summary>
    void OnResolved(in NameQuestion question, ResolveMode mode, Resolution resolution);

    /// <summary>A name that the proxy resolves.</summary>
    void OnLeftToProxy(DomainName name);

    /// <summary>What the address stage, and the guards after it, said of one address; an <paramref name="objection"/> drops it.</summary>
    void OnAddressStage(in FlowFacts facts, NetAddress address, in Verdict verdict, Objection? objection);

    /// <summary>The rule that has just won leads elsewhere: the last of <paramref name="rewrites"/>.</summary>
    void OnRewritten(RewriteChain rewrites);
}
