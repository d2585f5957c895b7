namespace Relay.Store.Audit;

/// <summary>The worker has a journal already: a copy of the database gives an id again that its original gave.</summary>
internal sealed class JournalTakenException(string message, Exception inner) : IOException(message, inner);
