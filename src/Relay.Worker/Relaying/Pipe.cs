using Relay.Worker.Linux;

namespace Relay.Worker.Relaying;

/// <summary>A kernel pipe and how many bytes are in it. Belongs to one direction at a time, or to the pool.</summary>
internal sealed class Pipe(int readEnd, int writeEnd, int size) : IDisposable
{
    private const int PageSize = 4096;

    public int ReadEnd { get; } = readEnd;

    public int WriteEnd { get; } = writeEnd;

    public int Size { get; } = size;

    /// <summary>A pipe counts in slots of a page, however little each holds.</summary>
    public int Slots { get; } = size / PageSize;

    public int Held { get; set; }

    public void Dispose()
    {
        Libc.Close(ReadEnd);
        Libc.Close(WriteEnd);
    }
}
