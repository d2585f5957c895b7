namespace Relay.Migrations;

/// <summary>How long a change of the schema waits for others, and who is told for whom it waits.</summary>
/// <param name="limit">How long in all.</param>
/// <param name="tell">Told whom it waits for, once each.</param>
/// <param name="time">The clock.</param>
/// <param name="cancellation">Ends the wait.</param>
public sealed class Patience(TimeSpan limit, Action<string> tell, TimeProvider time, CancellationToken cancellation)
{
    /// <summary>A lease of a worker that was killed, and a little.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(SchemaVersion.LeaseSeconds + 15);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly long started = time.GetTimestamp();
    private string? told;

    /// <summary>Returns a moment later, for the caller to look again.</summary>
    /// <exception cref="TimeoutException">It has been waiting for too long. The message says for whom.</exception>
    public void Wait(string whom)
    {
        if (time.GetElapsedTime(started) >= limit)
            throw new TimeoutException($"it waited {limit.TotalSeconds:0.#} s in vain for {whom}");
        if (told != whom)
            tell(whom);
        told = whom;
        cancellation.WaitHandle.WaitOne(Pause);
        cancellation.ThrowIfCancellationRequested();
    }
}
