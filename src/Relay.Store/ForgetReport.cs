namespace Relay.Store;

/// <summary>What was forgotten.</summary>
/// <param name="Rows">Rows of <c>connection</c> that were removed, or would be.</param>
/// <param name="Notes">What else there is to know or to do, a sentence each.</param>
public sealed record ForgetReport(long Rows, IReadOnlyList<string> Notes);
