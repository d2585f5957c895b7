using Relay.Store.Model;

namespace Relay.Store;

/// <summary>The name of a phantom; null where nobody was given it, or where the limit forbids to ask now.</summary>
public readonly record struct FoundName(DomainName? Domain, PhantomLimit Limit = PhantomLimit.None);
