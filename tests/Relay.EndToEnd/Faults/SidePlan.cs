namespace Relay.EndToEnd.Faults;

/// <summary>What one side of a flow will do.</summary>
internal sealed record SidePlan
{
    private static readonly int[] Chunks = [1, 100, 1460, 4096, 16_384, 65_536, 262_144];

    /// <summary>Of its stream.</summary>
    public required ulong Key { get; init; }

    /// <summary>How many bytes it means to send.</summary>
    public required int Length { get; init; }

    /// <summary>The most that it writes, and that it reads, at once.</summary>
    public required int WriteChunk { get; init; }

    public required int ReadChunk { get; init; }

    /// <summary>One write, or read, of so many is followed by a pause; 0: none.</summary>
    public required int PauseOnceIn { get; init; }

    /// <summary>SO_RCVBUF; 0: the kernel's choice.</summary>
    public required int ReceiveBuffer { get; init; }

    public required bool NoDelay { get; init; }

    /// <summary>Its FIN waits for the other's.</summary>
    public required bool EndsLast { get; init; }

    public required Fault Fault { get; init; }

    /// <summary>The fault comes once so much has been sent; -1: that does not matter.</summary>
    public required int AfterSent { get; init; }

    /// <summary>The fault comes once so much has been received; -1: that does not matter.</summary>
    public required int AfterReceived { get; init; }

    /// <summary>For the pauses.</summary>
    public required int Seed { get; init; }

    /// <summary>Between single bytes and megabytes, all magnitudes alike.</summary>
    public static int ChooseLength(Random random) => random.Next(12) == 0 ? 0 : (int)Math.Pow(2, random.NextDouble() * 21);

    public static SidePlan Choose(Random random, int length, int otherLength, bool mayEndLast)
    {
        Fault fault = random.Next(4) > 0 ? Fault.None : (Fault)random.Next(1, 4);
        if (fault == Fault.CloseUnread && otherLength == 0)
            fault = Fault.Reset;
        bool bySent = fault == Fault.Reset && random.Next(2) == 0;
        int writeChunk = Chunks[random.Next(Chunks.Length)];
        return new SidePlan
        {
            Key = (ulong)random.NextInt64(),
            Length = length,
            WriteChunk = length / writeChunk < 2000 ? writeChunk : 65_536,
            ReadChunk = random.Next(3) > 0 ? 65_536 : random.Next(1000, 10_000),
            PauseOnceIn = random.Next(2) == 0 ? 0 : random.Next(5, 200),
            ReceiveBuffer = random.Next(4) == 0 ? random.Next(4096, 65_536) : 0,
            NoDelay = random.Next(2) == 0,
            EndsLast = mayEndLast && random.Next(2) == 0,
            Fault = fault,
            AfterSent = bySent ? random.Next(length + 1) : -1,
            AfterReceived = bySent || fault == Fault.None ? -1 : random.Next(fault == Fault.CloseUnread ? otherLength : otherLength + 1),
            Seed = random.Next(),
        };
    }
}
