namespace Relay.Store.Model;

/// <summary>How a destination became known (<c>connection.learnt_by</c>).</summary>
public enum LearntBy
{
    Phantom, Static, Substitution, Nat64, Window, Literal, SocksName, SocksAddress, Http, Sni, Host, Proxy,
}
