using System.Text.Json.Serialization;

namespace Relay.Worker.Explaining;

/// <summary>
/// One step on the way of a flow, in the order in which it is gone. In JSON <c>step</c> says which; a reader passes over those that it does not know, for later versions
/// have more.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step")]
[JsonDerivedType(typeof(ProblemStep), "problem")]
[JsonDerivedType(typeof(PhantomStep), "phantom")]
[JsonDerivedType(typeof(DnsStep), "dns")]
[JsonDerivedType(typeof(DestinationStep), "destination")]
[JsonDerivedType(typeof(NameRulesStep), "name_rules")]
[JsonDerivedType(typeof(ResolveStep), "resolve")]
[JsonDerivedType(typeof(AddressRulesStep), "address_rules")]
[JsonDerivedType(typeof(RewriteStep), "rewrite")]
[JsonDerivedType(typeof(DialStep), "dial")]
internal abstract record Step
{
    /// <summary>The word before its first line.</summary>
    internal abstract string Word { get; }

    /// <summary>For people: a line, and those that go with it.</summary>
    public abstract IEnumerable<string> Lines();
}
