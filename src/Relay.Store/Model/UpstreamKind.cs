namespace Relay.Store.Model;

/// <summary>The kinds of way out (<c>upstream.kind</c>).</summary>
public enum UpstreamKind
{
    Direct, Socks5, Http, Unix,
}
