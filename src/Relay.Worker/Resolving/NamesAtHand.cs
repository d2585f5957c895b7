using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>Asks no server: what nobody knows without one is left open.</summary>
internal sealed class NamesAtHand(IReadOnlyDictionary<DomainName, NetAddress[]> given) : IResolver
{
    private static readonly NameAnswers NotAsked = NameAnswers.Of(new LookUp(Outcome.Open, default, "no name server was asked"));

    private readonly KnownNames known = new(given);

    public NameAnswers Ask(in NameQuestion question, Snapshot snapshot) => known.Find(question.Name, snapshot, question.Wanted) ?? NotAsked;
}
