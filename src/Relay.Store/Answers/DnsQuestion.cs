using Relay.Store.Model;

namespace Relay.Store.Answers;

/// <summary>
/// A question as the built-in listener or the PowerDNS backend received it. <paramref name="Name"/> is presentation text as asked (any case, no
/// final dot, "." for the root; RFC 1035 section 5.1 escapes); <paramref name="MayAllocate"/> is false where a new phantom must not be made.
/// </summary>
public readonly record struct DnsQuestion(string Name, ushort Type, NetAddress Client, bool MayAllocate, DnsAsker Asker = DnsAsker.Client);
