namespace Relay.Bench;

/// <summary>A contender could not do what a measure asked of it.</summary>
internal sealed class MeasureFailedException(string message) : Exception(message);
