namespace Relay.Worker.Resolving;

/// <summary>
/// Follows a small file of the system: looked at when somebody asks, at most once a second. It is read rather than watched, for it is often a link to a file that is
/// replaced. While it cannot be read, what it last said holds. One loop's.
/// </summary>
/// <param name="path">The file of the system.</param>
/// <param name="preferred">What stands in for it while that is there; null: nothing does.</param>
/// <param name="maxChars">A longer one is not read.</param>
/// <param name="parse">Makes sense of its text, and of none at first.</param>
/// <param name="tell">Is told once that the file cannot be read, and why.</param>
internal sealed class FollowedFile<T>(string path, string? preferred, int maxChars, Func<string, T> parse, Action<string, string> tell)
    where T : class
{
    private const long Interval = 1000;

    private T? current;
    private string? text;
    private long lookedAt = long.MinValue / 2;
    private bool unreadable;

    public string Place => preferred is not null && File.Exists(preferred) ? preferred : path;

    /// <param name="now">Milliseconds of the loop's clock.</param>
    public T Current(long now)
    {
        if (current is not null && now - lookedAt < Interval)
            return current;
        lookedAt = now;
        try
        {
            string read = Read();
            unreadable = false;
            if (read != text)
                (text, current) = (read, parse(read));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!unreadable)
                tell(Place, failure.Message);
            unreadable = true;
        }
        return current ??= parse("");
    }

    private string Read()
    {
        using StreamReader reader = new(Place);
        char[] buffer = new char[4096];
        using StringWriter all = new();
        for (int count; (count = reader.Read(buffer)) > 0;)
        {
            all.Write(buffer, 0, count);
            if (all.GetStringBuilder().Length > maxChars)
                throw new IOException($"it is longer than {maxChars} characters");
        }
        return all.ToString();
    }
}
