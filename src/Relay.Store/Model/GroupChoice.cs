namespace Relay.Store.Model;

/// <summary>Which member of a group a flow goes by, while all are well (<c>upstream.choice</c>).</summary>
public enum GroupChoice
{
    /// <summary>The first one.</summary>
    Order,

    /// <summary>By weight, always the same one for a client and a destination.</summary>
    Weight,
}
