using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Relay.Store.Audit;

/// <summary>
/// One mapped file of a journal. What is written into the mapping belongs to the kernel: it survives the process without a system call.
/// </summary>
/// <remarks>
/// <code>
///  0           8          16
/// | urelayj1  | sequence | frames (FlowRecordCodec), then zeros |
/// </code>
/// The sequence is 0 until the segment is in use: files are made ahead, and only use puts them in order.
/// </remarks>
internal sealed class JournalSegment : IDisposable
{
    public const int HeaderLength = 16;

    private static readonly byte[] Zeros = new byte[64 * 1024];

    private readonly MemoryMappedViewAccessor view;
    private readonly SafeMemoryMappedViewHandle memory;
    private readonly int size;
    private long written = HeaderLength;
    private JournalSegment? next;

    private JournalSegment(string path, int size, MemoryMappedViewAccessor view)
    {
        Path = path;
        this.size = size;
        this.view = view;
        this.memory = view.SafeMemoryMappedViewHandle;
    }

    public static ReadOnlySpan<byte> Magic => "urelayj1"u8;

    public string Path { get; }

    public long Sequence { get; private set; }

    /// <summary>The end of the frames, published after their bytes.</summary>
    public long Written => Volatile.Read(ref written);

    /// <summary>The segment that was filled after this one; once it is there, <see cref="Written"/> no longer changes.</summary>
    public JournalSegment? Next => Volatile.Read(ref next);

    /// <exception cref="IOException">The disk is full, or refuses the file.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public static JournalSegment Create(string path, int size)
    {
        try
        {
            using FileStream file = JournalFiles.Create(path, size);
            // A page without a block of the disk behind it is SIGBUS when the disk is full, the end of the process. Preallocation is only
            // tried by the runtime, and not known to every file system: written zeros are.
            for (int at = 0; at < size; at += Zeros.Length)
                RandomAccess.Write(file.SafeFileHandle, Zeros.AsSpan(0, Math.Min(Zeros.Length, size - at)), at);
            RandomAccess.Write(file.SafeFileHandle, Magic, 0);
            // The mapping outlives its descriptor: a journal of many segments holds none.
            using MemoryMappedFile mapped = MemoryMappedFile.CreateFromFile(
                file.SafeFileHandle, mapName: null, size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            return new JournalSegment(path, size, mapped.CreateViewAccessor(0, size));
        }
        catch (IOException)
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Puts the segment in use, behind <paramref name="previous"/>.</summary>
    public void Use(long sequence, JournalSegment? previous)
    {
        Sequence = sequence;
        view.Write(Magic.Length, sequence);
        if (previous is not null)
            Volatile.Write(ref previous.next, this);
    }

    /// <summary>One caller at a time.</summary>
    /// <returns>False where the frame does not fit.</returns>
    public bool TryAppend(ReadOnlySpan<byte> frame)
    {
        if (frame.Length > size - written)
            return false;
        memory.WriteSpan((ulong)written, frame);
        Volatile.Write(ref written, written + frame.Length);
        return true;
    }

    /// <summary>Copies frames from <paramref name="offset"/> on, at most up to <see cref="Written"/>.</summary>
    /// <returns>How many bytes were copied.</returns>
    public int Read(long offset, Span<byte> destination)
    {
        int length = (int)Math.Min(Written - offset, destination.Length);
        memory.ReadSpan((ulong)offset, destination[..length]);
        return length;
    }

    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Dispose()
    {
        // In this order: the accessor alone would msync(2) the whole segment, and wait for the disk.
        memory.Dispose();
        view.Dispose();
    }
}
