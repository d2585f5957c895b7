using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>Someone who is asked for names: DNS servers, or a daemon of this host. Remembers nothing.</summary>
internal interface INameSource
{
    Task<LookUp> AskAsync(DomainName name, ushort type);
}
