namespace Relay.TestKit;

/// <summary>How a program ended, and what it printed.</summary>
public sealed record ShellResult(int Status, string Output, string Errors);
