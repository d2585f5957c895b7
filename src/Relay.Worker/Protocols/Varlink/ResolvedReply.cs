using Relay.Store.Model;

namespace Relay.Worker.Protocols.Varlink;

/// <summary>What systemd-resolved says of a name.</summary>
/// <param name="Code">As DNS has it: there is such a name, or not. Null: it could not say.</param>
/// <param name="Addresses">Of the family that was asked for.</param>
/// <param name="Error">Why it could not say.</param>
internal readonly record struct ResolvedReply(int? Code, IReadOnlyList<NetAddress> Addresses, string? Error = null);
