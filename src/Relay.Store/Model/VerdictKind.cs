namespace Relay.Store.Model;

/// <summary>What a stage of the rules says.</summary>
public enum VerdictKind
{
    /// <summary>No rule matched: relayed as nothing else says otherwise.</summary>
    NoMatch,
    Relay,
    Block,

    /// <summary>The winning row cannot be carried out (<c>problem</c> says why): the flow ends with <see cref="Outcome.Error"/>.</summary>
    Refuse,
}
