namespace Relay.Worker.Hosting;

/// <summary>What the limit of open files is spent on: flows and pipes, two descriptors each, and a reserve.</summary>
/// <param name="Flows">So many are accepted at once.</param>
/// <param name="Pipes">Of all loops together.</param>
internal readonly record struct DescriptorBudget(int Flows, int Pipes)
{
    /// <summary>For the runtime, the store, listeners, questions to name servers, and addresses that race: half of a small limit.</summary>
    private const int MaxReserve = 512;

    /// <summary>One of so many descriptors is a pipe's: pipes hold bytes only while the receiver is slower than the sender.</summary>
    private const int PipeShare = 64;

    /// <summary>More pipes than that would hold gigabytes.</summary>
    private const int MaxPipes = 8192;

    public static DescriptorBudget Of(ulong limit)
    {
        int files = (int)Math.Min(limit, int.MaxValue);
        int shared = files - Math.Min(MaxReserve, files / 2);
        int pipes = Math.Min(shared / PipeShare / 2, MaxPipes);
        return new DescriptorBudget(shared / 2 - pipes, pipes);
    }
}
