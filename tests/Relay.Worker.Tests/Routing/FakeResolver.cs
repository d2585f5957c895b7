using Relay.Store.Model;
using Relay.Worker.Resolving;

namespace Relay.Worker.Tests.Routing;

/// <summary>Names with addresses are known; of others a test says what becomes.</summary>
internal sealed class FakeResolver(Func<NameQuestion, NameAnswers> answer) : IResolver
{
    private readonly KnownNames known = new(new Dictionary<DomainName, NetAddress[]>());

    public NameAnswers Ask(in NameQuestion question, Snapshot snapshot) => known.Find(question.Name, snapshot, question.Wanted) ?? answer(question);
}
