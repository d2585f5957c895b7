namespace Relay.Store.Model;

/// <summary>Which header of HAProxy's PROXY protocol a target is sent first (<c>upstream.proxy_protocol</c>).</summary>
public enum ProxyProtocol
{
    None, V1, V2,
}
