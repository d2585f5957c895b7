using Relay.Store.Answers;
using Relay.Store.Model;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Naming;

/// <summary>A query that memory has no answer for: by this snapshot, somebody must be asked for what is wanting. An object: all who wait keep it.</summary>
internal sealed record OpenQuery(DnsQuery Query, DnsAnswer Wanting, Snapshot Snapshot);
