using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Relay.TestKit;

/// <summary>A network namespace of a test's own: made with ip-netns(8), deleted at the end.</summary>
public sealed partial class Netns : IDisposable
{
    private const int NewNetwork = 0x4000_0000;

    private static int count;

    public Netns(string role)
    {
        Name = $"urt{Environment.ProcessId}-{Interlocked.Increment(ref count)}-{role}";
        Shell.Run("ip", "netns", "add", Name);
        Shell.Run("ip", "-n", Name, "link", "set", "lo", "up");
    }

    public string Name { get; }

    /// <summary>ip(8) in the namespace.</summary>
    public void Ip(string arguments) => Shell.Run("ip", ["-n", Name, .. arguments.Split(' ')]);

    /// <summary>Runs a function on a thread that has entered the namespace; sockets it makes stay there.</summary>
    public T Inside<T>(Func<T> function)
    {
        T result = default!;
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                // A handle, no stream: namespaces cannot seek, nor be locked.
                using SafeFileHandle handle = File.OpenHandle($"/run/netns/{Name}", share: FileShare.ReadWrite | FileShare.Delete);
                if (setns((int)handle.DangerousGetHandle(), NewNetwork) != 0)
                    throw new InvalidOperationException($"setns {Name}: errno {Marshal.GetLastPInvokeError()}");
                result = function();
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result : throw new InvalidOperationException(failure.Message, failure);
    }

    public void Dispose() => Shell.Run("ip", "netns", "delete", Name);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(int fd, int kind);
}
