using System.Globalization;

namespace Relay.Store.Audit;

/// <summary>
/// The files of the journals in one directory: <c>WORKER.lock</c>, locked while its process lives, and <c>WORKER.N.segment</c> and
/// <c>WORKER.losses</c>, which only the owner of the lock touches. A lock that can be had is that of a dead process.
/// </summary>
internal static class JournalFiles
{
    private const string LockSuffix = ".lock";
    private const string SegmentSuffix = ".segment";
    private const string LossSuffix = ".losses";

    /// <summary>Makes the directory, readable by its owner alone: it says who connected where.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void CreateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            throw NoUnix();
        _ = Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public static FileStream Create(string path, long preallocate)
    {
        if (OperatingSystem.IsWindows())
            throw NoUnix();
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            PreallocationSize = preallocate,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }

    public static string LockPath(string directory, long workerId) =>
        Path.Combine(directory, workerId.ToString(CultureInfo.InvariantCulture) + LockSuffix);

    public static string SegmentPath(string directory, long workerId, long number) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{workerId}.{number}{SegmentSuffix}"));

    public static string LossPath(string directory, long workerId) =>
        Path.Combine(directory, workerId.ToString(CultureInfo.InvariantCulture) + LossSuffix);

    public static string[] Segments(string directory, long workerId) =>
        Directory.GetFiles(directory, string.Create(CultureInfo.InvariantCulture, $"{workerId}.*{SegmentSuffix}"));

    /// <summary>The workers that have a journal in the directory, dead or alive, oldest first.</summary>
    public static IEnumerable<long> Workers(string directory) =>
        Directory.EnumerateFiles(directory, "*" + LockSuffix)
            .Select(Path.GetFileNameWithoutExtension)
            .Select(name => long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : 0)
            .Where(id => id > 0)
            .Order();

    /// <summary>Makes and takes the lock of a new journal.</summary>
    /// <exception cref="JournalTakenException">The worker has a journal already.</exception>
    /// <exception cref="IOException">The file system has no locks, or refuses the file.</exception>
    public static FileStream CreateLock(string directory, long workerId)
    {
        string path = LockPath(directory, workerId);
        // Locked before it has its name: a process that looks for dead journals never sees it free.
        string unnamed = path + "." + Guid.NewGuid().ToString("N");
        FileStream held = Create(unnamed, preallocate: 0);
        try
        {
            Publish(unnamed, path, workerId);
            if (TryTakeLock(path) is { } second)
            {
                second.Dispose();
                File.Delete(path);
                throw new IOException(
                    $"journal directory '{directory}': no file locks there (or DOTNET_SYSTEM_IO_DISABLEFILELOCKING is set): name a local one");
            }
            return held;
        }
        catch
        {
            held.Dispose();
            File.Delete(unnamed);
            throw;
        }
    }

    private static void Publish(string unnamed, string path, long workerId)
    {
        try
        {
            File.Move(unnamed, path, overwrite: false);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new JournalTakenException($"worker {workerId} has a journal already: '{path}'", e);
        }
    }

    /// <returns>Null where a living process has it, or where it is gone.</returns>
    /// <exception cref="UnauthorizedAccessException">The journal is another user's.</exception>
    public static FileStream? TryTakeLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static PlatformNotSupportedException NoUnix() =>
        new("the journal needs a Unix: files are locked, mapped and unlinked in its ways");
}
