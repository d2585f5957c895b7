namespace Relay.Store.Model;

/// <summary>What is wrong with a row (<c>problem</c>): which, and what to do, in words for the administrator.</summary>
public sealed record Problem(string TableName, string RowKey, string Message);
