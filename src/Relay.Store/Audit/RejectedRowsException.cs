namespace Relay.Store.Audit;

/// <summary>The database refuses a row by its content: the same rows would be refused again.</summary>
internal sealed class RejectedRowsException(string message, Exception? inner = null) : Exception(message, inner);
