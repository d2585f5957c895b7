namespace Relay.Worker.Commands;

/// <summary>What the user wrote cannot be meant: exit status 2. The message is one line.</summary>
internal sealed class UsageException(string message) : Exception(message);
