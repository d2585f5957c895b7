using System.IO.Enumeration;

namespace Relay.Worker.Linux;

/// <summary>The descriptors that this process has open, proc_pid_fd(5).</summary>
internal static class OpenDescriptors
{
    /// <summary>Without the one that the count itself needs. No name is made a string: there may be tens of thousands.</summary>
    public static int Count() => new FileSystemEnumerable<byte>("/proc/self/fd", static (ref FileSystemEntry _) => 0).Count() - 1;
}
