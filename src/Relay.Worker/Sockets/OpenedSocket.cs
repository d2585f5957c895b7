using Relay.Worker.Linux;

namespace Relay.Worker.Sockets;

/// <summary>A descriptor, or why there is none.</summary>
/// <param name="Descriptor">-1 where there is none.</param>
/// <param name="Error">What the kernel said.</param>
/// <param name="Unusable">Null unless the upstream's own columns are at fault: which, and why.</param>
internal readonly record struct OpenedSocket(int Descriptor, Errno Error = Errno.None, string? Unusable = null)
{
    public bool Succeeded => Descriptor >= 0;

    public static OpenedSocket Failed(Errno error) => new(-1, error);

    public static OpenedSocket Refused(string part, Errno error) => new(-1, error, new LinuxException(part, error).Message);
}
