namespace Relay.Store.Telemetry;

/// <summary>
/// A condition that comes in floods: told once when it begins, and once, with its count, when it has not come for a while. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="quiet">How long it must not come to have ended.</param>
/// <param name="begun">Told why it came first.</param>
/// <param name="ended">Told that too, and how often it came.</param>
public sealed class Episode(TimeProvider time, TimeSpan quiet, Action<string> begun, Action<string, long> ended) : IDisposable
{
    private readonly Lock gate = new();
    private ITimer? timer;
    private string reason = "";
    private long last, before;

    /// <summary>How often it came, in all episodes.</summary>
    public long Total { get; private set; }

    public void Note(string why)
    {
        lock (gate)
        {
            last = time.GetTimestamp();
            Total++;
            if (timer is not null)
                return;
            (reason, before) = (why, Total - 1);
            timer = time.CreateTimer(_ => Look(), null, quiet, Timeout.InfiniteTimeSpan);
        }
        begun(why);
    }

    /// <summary>Tells of the end of an episode that still goes on.</summary>
    public void Dispose() => End(TimeSpan.Zero);

    private void Look() => End(quiet);

    private void End(TimeSpan afterQuiet)
    {
        lock (gate)
        {
            if (timer is null)
                return;
            TimeSpan left = afterQuiet - time.GetElapsedTime(last);
            if (left > TimeSpan.Zero)
            {
                timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }
            timer.Dispose();
            timer = null;
        }
        ended(reason, Total - before);
    }
}
