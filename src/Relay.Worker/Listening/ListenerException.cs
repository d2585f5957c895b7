namespace Relay.Worker.Listening;

/// <summary>A listener cannot be opened. The message is one line for the administrator.</summary>
internal sealed class ListenerException(string what, string why) : Exception($"{what}: {why}")
{
    public ListenerException(ListenerUrl url, string why)
        : this($"listener {url}", why)
    {
    }
}
