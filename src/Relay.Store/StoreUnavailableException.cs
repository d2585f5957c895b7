namespace Relay.Store;

/// <summary>The database cannot be asked now (gone, locked, read-only, full). The message is one line for the administrator.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
