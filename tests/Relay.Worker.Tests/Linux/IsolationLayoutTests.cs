using System.Runtime.InteropServices;
using Relay.Worker.Linux;
using Xunit;

namespace Relay.Worker.Tests.Linux;

/// <summary>What our structs and numbers say, against the C headers: the compiler is asked to disagree.</summary>
public sealed class IsolationLayoutTests
{
    [Fact]
    public void Layouts_and_numbers_are_those_of_the_headers()
    {
        string[] assertions =
        [
            $"sizeof(struct msghdr) == {Marshal.SizeOf<FdPassing.MessageHeader>()}",
            .. Offsets<FdPassing.MessageHeader>("struct msghdr", ("Name", "msg_name"), ("NameLength", "msg_namelen"), ("Vectors", "msg_iov"),
                ("VectorCount", "msg_iovlen"), ("Control", "msg_control"), ("ControlLength", "msg_controllen"), ("Flags", "msg_flags")),
            $"sizeof(struct iovec) == {Marshal.SizeOf<FdPassing.IoVector>()}",
            .. Offsets<FdPassing.IoVector>("struct iovec", ("Base", "iov_base"), ("Length", "iov_len")),
            $"CMSG_LEN(0) == {FdPassing.ControlHeader}",
            "CMSG_SPACE(4) == 24 && CMSG_SPACE(8) == 24 && CMSG_SPACE(12) == 32",
            "offsetof(struct cmsghdr, cmsg_len) == 0 && sizeof(((struct cmsghdr *)0)->cmsg_len) == 8",
            "offsetof(struct cmsghdr, cmsg_level) == 8 && offsetof(struct cmsghdr, cmsg_type) == 12",
            "SOL_SOCKET == 1 && SCM_RIGHTS == 1 && SOCK_SEQPACKET == 5 && SOCK_CLOEXEC == 0x80000",
            "MSG_NOSIGNAL == 0x4000 && MSG_CMSG_CLOEXEC == 0x40000000 && MSG_TRUNC == 0x20 && MSG_CTRUNC == 8 && SHUT_RDWR == 2",
            $"sizeof(posix_spawnattr_t) <= {Spawn.OpaqueSize} && sizeof(posix_spawn_file_actions_t) <= {Spawn.OpaqueSize}",
            $"sizeof(sigset_t) == {Spawn.SignalSetSize}",
            "POSIX_SPAWN_SETSIGDEF == 4 && POSIX_SPAWN_SETSIGMASK == 8",
            "sizeof(struct rlimit) == 16 && offsetof(struct rlimit, rlim_cur) == 0 && RLIMIT_NOFILE == 7",
            "F_DUPFD_CLOEXEC == 1030 && CLOSE_RANGE_CLOEXEC == 4 && MFD_CLOEXEC == 1 && X_OK == 1 && PATH_MAX == 4096",
            "CLONE_NEWNET == 0x40000000 && MS_NOSUID == 2 && MS_NODEV == 4 && MS_NOEXEC == 8 && MS_BIND == 4096 && MNT_DETACH == 2",
            "SIGHUP == 1 && SIGINT == 2 && SIGQUIT == 3 && SIGUSR1 == 10 && SIGUSR2 == 12 && SIGPIPE == 13 && SIGTERM == 15",
            $"SIGTSTP == 20 && SIGTTIN == 21 && SIGTTOU == 22 && SIGCHLD == {Libc.ChildSignal}",
            "sizeof(struct sigaction) == 152 && offsetof(struct sigaction, sa_handler) == 0",
        ];
        CHeaders.Agree(
        [
            "stddef.h", "stdio.h", "sys/socket.h", "sys/uio.h", "spawn.h", "signal.h", "sys/resource.h", "fcntl.h", "unistd.h", "linux/close_range.h",
            "sys/mman.h", "sched.h", "sys/mount.h", "linux/limits.h",
        ], assertions);
    }

    private static IEnumerable<string> Offsets<T>(string type, params (string Field, string Member)[] fields) =>
        fields.Select(field => $"offsetof({type}, {field.Member}) == {Marshal.OffsetOf<T>(field.Field)}");
}
