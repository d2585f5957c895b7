namespace Relay.Store.Model;

/// <summary>How a flow ended: the closed list that log, metrics and <c>connection.outcome</c> share.</summary>
public enum Outcome
{
    Open, Ok, Blocked, Forbidden, UnknownPhantom, RewriteLoop, HandshakeFailed, NameNotFound, ResolverFailed, Refused, Timeout, Unreachable,
    UpstreamFailed, ResetByClient, ResetByRemote, IdleTimeout, Limit, Shutdown, Lost, Error,
}
