using Relay.Store.Model;

namespace Relay.Store;

/// <summary>A row of <c>rule</c> with what only people read.</summary>
public sealed record WrittenRule(RuleRow Row, bool Enabled, string? Comment);
