namespace Relay.PdnsBackend.Tests.Pipe;

/// <summary>Standard output: keeps what was written, and in how many writes.</summary>
internal sealed class WriteCountingStream : MemoryStream
{
    public int Writes { get; private set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Writes++;
        base.Write(buffer);
    }
}
