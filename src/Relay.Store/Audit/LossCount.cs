using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>
/// The count of flows that the full journal did not take, in a mapped file of its own that was made while there was room: it survives <c>kill -9</c> as the journal
/// does. It counts on until the database has its row and the journal has room. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
///  0          8       16      24         32
/// | urelayl1 | flows | began | ended    | policy 8 |      times in UTC ticks; flows 0: nothing was lost
/// </code>
/// </remarks>
internal sealed class LossCount : IDisposable
{
    private const int Length = 40, FlowsAt = 8, BeganAt = 16, EndedAt = 24, PolicyAt = 32;

    private readonly Lock gate = new();
    private readonly long workerId;
    private readonly string path;
    private readonly JournalFull policy;
    private readonly MemoryMappedViewAccessor view;
    private long flows, began, ended, total;

    /// <exception cref="IOException">The file cannot be made.</exception>
    public LossCount(string directory, long workerId, JournalFull policy)
    {
        (this.workerId, this.policy) = (workerId, policy);
        path = JournalFiles.LossPath(directory, workerId);
        using FileStream file = JournalFiles.Create(path, preallocate: 0);
        file.Write([.. Magic, .. new byte[Length - FlowsAt]]);
        using MemoryMappedFile mapped = MemoryMappedFile.CreateFromFile(file, mapName: null, Length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        view = mapped.CreateViewAccessor(0, Length);
        view.Write(PolicyAt, (long)policy);
    }

    private static ReadOnlySpan<byte> Magic => "urelayl1"u8;

    /// <summary>How many flows were not recorded since the start.</summary>
    public long Total => Volatile.Read(ref total);

    /// <summary>What is to be told; null where nothing was lost.</summary>
    public AuditLoss? Current
    {
        get
        {
            lock (gate)
                return began == 0 ? null : new AuditLoss(workerId, began, ended, flows, policy);
        }
    }

    /// <summary>What a process that died had counted; null where that was nothing.</summary>
    public static AuditLoss? Read(string directory, long workerId)
    {
        string path = JournalFiles.LossPath(directory, workerId);
        if (!File.Exists(path))
            return null;
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length < Length || !bytes.AsSpan().StartsWith(Magic))
            return null;
        AuditLoss loss = new(workerId, At(BeganAt), At(EndedAt), At(FlowsAt), (JournalFull)At(PolicyAt));
        return loss.Flows > 0 && loss.BeganAt > 0 ? loss : null;

        long At(int offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(offset));
    }

    public void Add(long now)
    {
        lock (gate)
        {
            total++;
            flows++;
            ended = now;
            if (began == 0)
                view.Write(BeganAt, began = now);
            view.Write(EndedAt, now);
            view.Write(FlowsAt, flows);
        }
    }

    /// <summary>A flow that had been counted has found room after all.</summary>
    public void TakeBack()
    {
        lock (gate)
        {
            total--;
            if (flows > 0)
                view.Write(FlowsAt, --flows);
        }
    }

    /// <summary>The next loss begins a row of its own, unless there was one since.</summary>
    public void Settle(AuditLoss stored)
    {
        lock (gate)
        {
            if (began != stored.BeganAt || ended != stored.EndedAt || flows != stored.Flows)
                return;
            (flows, began, ended) = (0, 0, 0);
            view.Write(FlowsAt, 0L);
            view.Write(BeganAt, 0L);
        }
    }

    public void Delete()
    {
        Dispose();
        File.Delete(path);
    }

    public void Dispose() => view.Dispose();
}
