namespace Relay.Store.Model;

/// <summary>How much of the names that clients ask for the audit is to know.</summary>
public enum DomainForm
{
    /// <summary>The whole name.</summary>
    Full,

    /// <summary>What somebody registered: <c>example.co.uk</c> of <c>www.example.co.uk</c>, by the Public Suffix List.</summary>
    Registrable,

    /// <summary>Nothing.</summary>
    None,
}
