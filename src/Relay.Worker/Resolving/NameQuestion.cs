using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>A name whose addresses are wanted.</summary>
/// <param name="Name">The name, complete: no search domain is ever appended.</param>
/// <param name="Way">By which upstream its flows leave: servers are asked from a socket as that one has.</param>
/// <param name="By">Whom a rule says to ask; null: none does.</param>
/// <param name="Wanted">Of which families.</param>
internal readonly record struct NameQuestion(DomainName Name, Upstream Way, NameResolver? By = null, Families Wanted = Families.Both)
{
    /// <summary>Who is asked; null: the worker's own servers (<c>--resolver</c>, or those of resolv.conf).</summary>
    public NameResolver? Asked => By ?? Way.AsksBy;
}
