using Relay.Worker.Linux;
using Relay.Worker.Loops;

namespace Relay.Worker.Relaying;

/// <summary>
/// The pipes of one loop, lent to a direction while bytes are in them; <paramref name="kept"/> idle ones are kept for the next. How many there may be follows from the descriptor limit; how large they come is
/// asked of the kernel, which gives an unprivileged user 64 large ones and then every new one two pages (pipe(7), pipe-user-pages-soft).
/// </summary>
internal sealed class PipePool(EventLoop loop, int limit, int kept) : IDisposable
{
    private const int WantedSize = 1 << 20;

    /// <summary>A pipe below this is worth less than a copy.</summary>
    private const int UsefulSize = 64 << 10;

    /// <summary>How long none is made, in milliseconds, after one came out too small.</summary>
    private const long Pause = 1000;

    private readonly Stack<Pipe> idle = new();
    private long pausedUntil;

    /// <summary>Pipes that there are, lent or idle.</summary>
    public int Made { get; private set; }

    public int Idle => idle.Count;

    /// <summary>How often there was none to be had.</summary>
    public long Refused { get; private set; }

    /// <summary>An empty pipe; null where there is none to be had: the direction copies.</summary>
    public Pipe? Rent()
    {
        if (idle.TryPop(out Pipe? pipe))
            return pipe;
        pipe = TryMake();
        if (pipe is null)
            Refused++;
        return pipe;
    }

    private Pipe? TryMake()
    {
        if (Made >= limit || loop.Now < pausedUntil || !Libc.TryCreatePipe(out int readEnd, out int writeEnd))
            return null;
        Pipe pipe = new(readEnd, writeEnd, Libc.ResizePipe(writeEnd, WantedSize));
        Made++;
        if (pipe.Size >= UsefulSize)
            return pipe;
        pausedUntil = loop.Now + Pause;
        Drop(pipe);
        return null;
    }

    /// <summary>Takes a pipe back; one that still holds bytes is closed with them.</summary>
    public void Return(Pipe pipe)
    {
        if (pipe.Held == 0 && idle.Count < kept)
            idle.Push(pipe);
        else
            Drop(pipe);
    }

    public void Dispose()
    {
        while (idle.TryPop(out Pipe? pipe))
            Drop(pipe);
    }

    private void Drop(Pipe pipe)
    {
        Made--;
        pipe.Dispose();
    }
}
