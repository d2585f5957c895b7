namespace Relay.Worker.Linux;

/// <summary>A system call failed where it must not. The message is "what: why", for the person who reads the log.</summary>
internal sealed class LinuxException(string what, Errno error) : Exception($"{what}: {error.ToText()}")
{
    public Errno Error { get; } = error;
}
