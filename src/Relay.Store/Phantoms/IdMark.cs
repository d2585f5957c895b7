using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Relay.Store.Model;

namespace Relay.Store.Phantoms;

/// <summary>
/// The highest phantom id that was ever seen here, kept outside the database: a copy of it that is restored would give ids again that are out. A file for each user of the
/// machine, because none may write another's; all are read. Its one line is rewritten in place, so that a process that is killed leaves it whole. Thread-safe, also between processes.
/// </summary>
/// <param name="onFailure">Told why the file cannot be kept: what is in memory, and the tags, still protect.</param>
internal sealed class IdMark(Action<string> onFailure)
{
    private const UnixFileMode ForAllToRead = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const int Digits = 13;

    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(1);

    private readonly Lock writing = new();
    private string? own;
    private string? failure;
    private long value;
    private long written;

    public long Value => Volatile.Read(ref value);

    /// <summary>The file of this process's user.</summary>
    public static string OwnFile(string path) => $"{path}.{(Environment.UserName is { Length: > 0 } user ? user : "unknown")}";

    /// <summary>Takes over what earlier processes have seen.</summary>
    /// <param name="kept">The file without its user; null where there is no place for one.</param>
    public void Load(string? kept)
    {
        if (kept is null)
            return;
        own = OwnFile(kept);
        Try(() => Read(kept));
    }

    /// <summary>Raises it, in memory.</summary>
    public void Note(long id)
    {
        long seen;
        while ((seen = Volatile.Read(ref value)) < id)
            _ = Interlocked.CompareExchange(ref value, id, seen);
    }

    /// <summary>Brings the file up to it: to be called before anybody is told of an id.</summary>
    public void Save()
    {
        if (own is null || Value <= Volatile.Read(ref written))
            return;
        lock (writing)
            Try(() => Write(own));
    }

    // Told once, not at each new name.
    private void Try(Action work)
    {
        try
        {
            work();
            failure = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            string why = e.Message.ReplaceLineEndings(" ");
            if (failure != why)
                onFailure(why);
            failure = why;
        }
    }

    private void Read(string kept)
    {
        string directory = Path.GetDirectoryName(kept)!;
        _ = Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (string file in Directory.EnumerateFiles(directory, Path.GetFileName(kept) + ".*"))
            Note(Patiently(file, () => Parse(File.ReadAllText(file), file)));
    }

    // Before each batch of new names, so by few system calls; but each time by its name: who was told so may delete it.
    private void Write(string file)
    {
        using SafeFileHandle handle = Patiently(file, () => Open(file));
        Span<byte> line = stackalloc byte[Digits + 1];
        int length = RandomAccess.Read(handle, line, 0);
        long before = Parse(Encoding.ASCII.GetString(line[..length]), file);
        long now = Value;
        if (before < now)
        {
            _ = now.TryFormat(line, out _, "D13", CultureInfo.InvariantCulture);
            line[Digits] = (byte)'\n';
            RandomAccess.Write(handle, line, 0);
        }
        Volatile.Write(ref written, Math.Max(before, now));
    }

    // FileShare.None is flock(2) with LOCK_EX | LOCK_NB: held for the moment of a read and a write.
    private static SafeFileHandle Open(string file)
    {
        try
        {
            return File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (FileNotFoundException)
        {
            new FileStream(file, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = ForAllToRead }).Dispose();
            return File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
    }

    /// <summary>While another process writes the file, it cannot be opened.</summary>
    private static T Patiently<T>(string file, Func<T> use)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return use();
            }
            catch (IOException) when (File.Exists(file) && TimeProvider.System.GetElapsedTime(start) < LockPatience)
            {
                Thread.Sleep(LockPause);
            }
        }
    }

    private static long Parse(string text, string file) =>
        text.Length == 0 ? 0
        : long.TryParse(text.AsSpan().TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out long id) && id <= Phantom.MaxId ? id
        : throw new FormatException($"{file} does not hold a phantom id: write the highest of any copy of the store into it, or delete it");
}
