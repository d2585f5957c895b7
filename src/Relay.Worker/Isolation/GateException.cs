namespace Relay.Worker.Isolation;

/// <summary>The program's namespaces cannot be built, or the program cannot be started. The message is one line for the user.</summary>
/// <param name="message">What was wrong, and what to do.</param>
/// <param name="exitStatus">What the command ends with: 1, or 126 and 127 as shells do for programs that cannot be run or found.</param>
internal sealed class GateException(string message, int exitStatus = 1) : Exception(message)
{
    public int ExitStatus { get; } = exitStatus;
}
