namespace Relay.Worker.Destinations;

/// <summary>A destination; or none, for an address of a pool that nobody was given, or where <see cref="Limit"/> says why it is not asked for now.</summary>
internal readonly record struct Finding(Destination? Destination, string? Limit = null);
