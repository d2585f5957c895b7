namespace Relay.Store.Model;

/// <summary>The kinds of way out (<c>upstream.kind</c>). A group is not one itself: it has some.</summary>
public enum UpstreamKind
{
    Direct, Socks5, Http, Unix, Group,
}
