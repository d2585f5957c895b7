namespace Relay.Worker.Loops;

/// <summary>How busy a loop is, from when its turns begin and end. What comes during a turn waits for its end, so the longest of late is how late the loop may be.</summary>
/// <param name="time">The clock whose timestamps it is given.</param>
internal sealed class LoopLoad(TimeProvider time)
{
    /// <summary>The longest turn is known of this period and the one before: it is seen by whoever asks more often.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private readonly long period = (long)(Period.TotalSeconds * time.TimestampFrequency);
    private long busy, longest, longestBefore, periodBegan = time.GetTimestamp();

    /// <summary>The time in turns, without the waits between them.</summary>
    public TimeSpan Busy => Duration(busy);

    /// <summary>The longest turn of the last 15 to 30 seconds.</summary>
    public TimeSpan LongestTurn => Duration(Math.Max(longest, longestBefore));

    public void AddTurn(long began, long ended)
    {
        if (ended - periodBegan >= period)
        {
            // After a sleep of more than a period the one before had no turn.
            longestBefore = ended - periodBegan < 2 * period ? longest : 0;
            (longest, periodBegan) = (0, ended);
        }
        long turn = ended - began;
        busy += turn;
        longest = Math.Max(longest, turn);
    }

    private TimeSpan Duration(long timestamps) => time.GetElapsedTime(0, timestamps);
}
