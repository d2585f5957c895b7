namespace Relay.Store.Phantoms;

/// <summary>What a batch has brought, made out when it is called: by then a database server works for the next one. Called once.</summary>
internal delegate IReadOnlyDictionary<TKey, TValue> BatchAnswers<TKey, TValue>();
