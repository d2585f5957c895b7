namespace Relay.Worker.Linux;

/// <summary>errno(3), the numbers of Linux on x86-64 and arm64 (asm-generic/errno.h).</summary>
internal enum Errno
{
    None = 0,
    PermissionDenied = 1,       // EPERM
    NoEntry = 2,                // ENOENT
    Interrupted = 4,            // EINTR
    NoDevice = 6,               // ENXIO
    BadDescriptor = 9,          // EBADF
    TryAgain = 11,              // EAGAIN
    OutOfMemory = 12,           // ENOMEM
    AccessDenied = 13,          // EACCES
    Busy = 16,                  // EBUSY
    Exists = 17,                // EEXIST
    NoSuchDevice = 19,          // ENODEV
    InvalidArgument = 22,       // EINVAL
    TooManyFilesInSystem = 23,  // ENFILE
    TooManyFiles = 24,          // EMFILE
    BrokenPipe = 32,            // EPIPE
    ProtocolError = 71,         // EPROTO
    AddressInUse = 98,          // EADDRINUSE
    AddressNotAvailable = 99,   // EADDRNOTAVAIL
    NetworkDown = 100,          // ENETDOWN
    NetworkUnreachable = 101,   // ENETUNREACH
    ConnectionAborted = 103,    // ECONNABORTED
    ConnectionReset = 104,      // ECONNRESET
    NoBuffers = 105,            // ENOBUFS
    NotConnected = 107,         // ENOTCONN
    TimedOut = 110,             // ETIMEDOUT
    ConnectionRefused = 111,    // ECONNREFUSED
    HostDown = 112,             // EHOSTDOWN
    HostUnreachable = 113,      // EHOSTUNREACH
    InProgress = 115,           // EINPROGRESS
}
