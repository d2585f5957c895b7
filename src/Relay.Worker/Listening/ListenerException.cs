namespace Relay.Worker.Listening;

/// <summary>A listener cannot be opened. The message is one line for the administrator.</summary>
internal sealed class ListenerException(ListenerUrl url, string why) : Exception($"listener {url}: {why}");
