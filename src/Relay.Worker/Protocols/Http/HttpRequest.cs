namespace Relay.Worker.Protocols.Http;

/// <summary>What was asked for.</summary>
/// <param name="Method">As it came: methods are case-sensitive.</param>
/// <param name="Path">The target without its query.</param>
internal readonly record struct HttpRequest(string Method, string Path)
{
    public bool IsHead => Method == "HEAD";

    public bool WantsPage => Method == "GET" || IsHead;
}
