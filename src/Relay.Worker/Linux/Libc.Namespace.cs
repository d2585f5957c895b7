using System.Runtime.InteropServices;

namespace Relay.Worker.Linux;

/// <summary>namespaces(7): setns(2), unshare(2), mount(2). They act on the calling thread (mount: on its namespace).</summary>
internal static unsafe partial class Libc
{
    private const int NetworkNamespaceFlag = 0x40000000; // CLONE_NEWNET
    private const ulong MountNoSuid = 2, MountNoDevices = 4, MountNoExecute = 8, MountBind = 4096;
    private const int DetachMount = 2;

    /// <summary>EINVAL when the descriptor is no network namespace.</summary>
    public static IoResult EnterNetwork(int fd) => IoResult.OfReturn(setns(fd, NetworkNamespaceFlag));

    public static IoResult NewNetwork() => IoResult.OfReturn(unshare(NetworkNamespaceFlag));

    public static IoResult MountProc(string target) => Mount("proc", target, "proc", MountNoSuid | MountNoDevices | MountNoExecute, null);

    public static IoResult MountTemporary(string target) =>
        Mount("tmpfs", target, "tmpfs", MountNoSuid | MountNoDevices | MountNoExecute, "mode=0755,size=64k");

    public static IoResult BindMount(string source, string target) => Mount(source, target, null, MountBind, null);

    public static IoResult Detach(string target) => IoResult.OfReturn(umount2(target, DetachMount));

    private static IoResult Mount(string source, string target, string? type, ulong flags, string? options) =>
        IoResult.OfReturn(mount(source, target, type, flags, options));

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(int fd, int kind);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string? type, ulong flags, string? data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
