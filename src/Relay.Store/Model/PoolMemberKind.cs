namespace Relay.Store.Model;

/// <summary>The forms of the interface identifier, design section 4.</summary>
public enum PoolMemberKind
{
    /// <summary>Everything that has no form: refused.</summary>
    Reserved,

    /// <summary><c>4000:…</c>–<c>7fff:…</c>: a row of <c>phantom</c>.</summary>
    Phantom,

    /// <summary><c>05fe:gggg:nnnn:nnnn</c>: a member of a substitution group.</summary>
    Substitution,

    /// <summary><c>05ff:7001:iiii:iiii</c>: a row of <c>static_mapping</c>.</summary>
    Static,

    /// <summary><c>05ff:7003:gggg:nnnn</c>: a member of a substitution group, 16 bits.</summary>
    SubstitutionShort,

    /// <summary><c>05ff:6464:aabb:ccdd</c>: an IPv4 address, as that literal.</summary>
    IPv4,

    /// <summary><c>05ff:7007:aabb:ccdd</c>: an IPv4 window.</summary>
    IPv4Window,
}
