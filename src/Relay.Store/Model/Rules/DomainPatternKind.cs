namespace Relay.Store.Model.Rules;

/// <summary>The forms of <c>rule.domain</c>, the more specific the higher (sql.md section 3, the winner in a stage).</summary>
internal enum DomainPatternKind : byte
{
    /// <summary>No condition: holds for literal addresses too.</summary>
    None,

    /// <summary><c>*</c>: any name.</summary>
    Any,

    /// <summary><c>regex:…</c></summary>
    Regex,

    /// <summary><c>example.com</c>: it and all below.</summary>
    AtOrBelow,

    /// <summary><c>.example.com</c>: below only.</summary>
    Below,

    /// <summary><c>=example.com</c></summary>
    Exact,
}
