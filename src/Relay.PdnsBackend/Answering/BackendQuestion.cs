using Relay.Store.Model;

namespace Relay.PdnsBackend.Answering;

/// <summary>What PowerDNS asks, by whichever protocol.</summary>
/// <param name="Name">As PowerDNS spelt it: any case, RFC 1035 escapes, no final dot but "." for the root.</param>
/// <param name="Type">0 for one we have no name for, and so no record of.</param>
/// <param name="Client">Who asks; 0.0.0.0 where PowerDNS asks for itself.</param>
internal readonly record struct BackendQuestion(string Name, ushort Type, NetAddress Client);
