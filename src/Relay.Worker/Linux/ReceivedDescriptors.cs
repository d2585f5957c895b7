namespace Relay.Worker.Linux;

/// <summary>Owns descriptors that came by SCM_RIGHTS until someone takes them; closes the rest.</summary>
internal sealed class ReceivedDescriptors(IReadOnlyList<int> descriptors) : IDisposable
{
    private readonly Queue<int> held = new(descriptors);

    public int Count => held.Count;

    /// <summary>The next <paramref name="count"/> ones: from now on the caller's to close.</summary>
    public IReadOnlyList<int> Take(int count) => [.. Enumerable.Range(0, count).Select(_ => held.Dequeue())];

    public void Dispose()
    {
        while (held.TryDequeue(out int fd))
            Libc.Close(fd);
    }
}
