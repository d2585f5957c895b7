namespace Relay.Store.Model.Rules;

/// <summary>A rule in its table: 24 bytes without references, because a million must not lengthen a collection.</summary>
internal struct Rule
{
    public long Id;

    /// <summary>Where the table's texts have the suffix.</summary>
    public int Text;

    /// <summary>The next rank with the same scope and suffix, -1 after the last.</summary>
    public int Next;

    /// <summary>The index of the network in <see cref="PrefixTree"/>; 0 in the name stage.</summary>
    public int Scope;

    /// <summary>The index of the <see cref="RuleBody"/> in <see cref="RuleParts"/>.</summary>
    public int Body;
}
