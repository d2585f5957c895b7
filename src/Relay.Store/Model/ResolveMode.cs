namespace Relay.Store.Model;

/// <summary>Where a name is resolved and which family is preferred (<c>rule.resolve</c>, sql.md section 3).</summary>
public enum ResolveMode
{
    /// <summary>By the proxy that is dialed; there is no address stage then.</summary>
    Remote,

    SixWeak, SixStrong, SixOnly, FourWeak, FourStrong, FourOnly,
}
