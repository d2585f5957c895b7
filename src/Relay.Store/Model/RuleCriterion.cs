namespace Relay.Store.Model;

/// <summary>What decides between two rules that match, in this order (sql.md section 3).</summary>
public enum RuleCriterion : byte
{
    /// <summary>The higher one wins.</summary>
    Priority,

    /// <summary>The longer prefix.</summary>
    Network,

    /// <summary>The more specific form, then more labels.</summary>
    Domain,

    /// <summary>More of them.</summary>
    Conditions,

    /// <summary>The lower one.</summary>
    Id,
}
