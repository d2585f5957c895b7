using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>Finds the addresses of names on the internet side. What there is none for is told in the answers.</summary>
internal interface IResolver
{
    /// <summary>Begins to find out; the two families are answered one by one.</summary>
    NameAnswers Ask(in NameQuestion question, Snapshot snapshot);
}
