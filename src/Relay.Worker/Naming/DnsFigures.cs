namespace Relay.Worker.Naming;

/// <summary>The replies of one DNS listener, at one moment.</summary>
internal sealed record DnsFigures(string Listener, DnsReplyKind Kind, long Replies);
