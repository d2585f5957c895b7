namespace Relay.Store.Lists;

/// <summary>The database refuses a rule of the list, and nothing was changed. The message is one line.</summary>
public sealed class ImportRejectedException(string message, Exception inner) : Exception(message, inner);
