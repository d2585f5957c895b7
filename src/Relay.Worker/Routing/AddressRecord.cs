namespace Relay.Worker.Routing;

/// <summary>What is remembered of an address: when it last connected (UTC ticks; 0: never) and how long that took, and when it last failed.</summary>
internal readonly record struct AddressRecord(long ConnectedAt, int Milliseconds, long FailedAt);
