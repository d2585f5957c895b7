namespace Relay.Worker.Routing;

/// <summary>Why one address is tried before another: the first of these that tells them apart.</summary>
internal enum OrderRule
{
    /// <summary>None: they stay as they came (RFC 6724 rule 10).</summary>
    AsTheyCame,

    /// <summary>It has not failed of late (RFC 8305 section 4).</summary>
    Failures,

    /// <summary>Something leads there (rule 1).</summary>
    Reachability,

    /// <summary>Its source has the same scope (rule 2).</summary>
    SourceScope,

    /// <summary>Its source is not deprecated (rule 3).</summary>
    Deprecation,

    /// <summary>Its source has the same label (rule 5).</summary>
    Label,

    /// <summary>The policy table prefers it (rule 6): IPv6 before IPv4.</summary>
    Precedence,

    /// <summary>It is not reached through a tunnel (rule 7).</summary>
    Encapsulation,

    /// <summary>Its scope is smaller (rule 8).</summary>
    Scope,

    /// <summary>It connected before, and quicker (RFC 8305 section 4).</summary>
    Time,

    /// <summary>It has more leading bits in common with its source (rule 9).</summary>
    Prefix,
}
