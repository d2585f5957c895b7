using Relay.Store.Model;

namespace Relay.Store;

/// <summary>Whose audit rows are to go. Of client and domain one, or both: then rows to which both apply.</summary>
public sealed record ForgetRequest
{
    /// <summary>An address or a network.</summary>
    public NetPrefix? Client { get; init; }

    /// <summary>The name and all below it.</summary>
    public DomainName? Domain { get; init; }

    /// <summary>Only counts.</summary>
    public bool DryRun { get; init; }
}
