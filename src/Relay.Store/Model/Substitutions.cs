using System.Diagnostics.CodeAnalysis;

namespace Relay.Store.Model;

/// <summary>The compiled rows of <c>substitution</c>, by group.</summary>
public sealed class Substitutions(IReadOnlyDictionary<uint, Substitution> groups)
{
    public static readonly Substitutions None = new(new Dictionary<uint, Substitution>());

    public bool TryGet(uint group, [NotNullWhen(true)] out Substitution? substitution) => groups.TryGetValue(group, out substitution);
}
