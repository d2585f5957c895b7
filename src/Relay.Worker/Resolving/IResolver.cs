using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>Finds the addresses of names on the internet side. What there is none for is told in the result.</summary>
internal interface IResolver
{
    ValueTask<Resolution> ResolveAsync(DomainName name, Snapshot snapshot);
}
