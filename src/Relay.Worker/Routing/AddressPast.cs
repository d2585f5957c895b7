namespace Relay.Worker.Routing;

/// <summary>How an address did when it was last dialed.</summary>
/// <param name="Milliseconds">How long connecting took; null: it is not known to have connected of late.</param>
/// <param name="HasFailed">It failed a short while ago, or another was quicker by far.</param>
internal readonly record struct AddressPast(int? Milliseconds, bool HasFailed);
