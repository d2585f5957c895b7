namespace Relay.Store.Lists;

/// <summary>How the lines of a list are written.</summary>
public enum ListFormat
{
    /// <summary>Each line as it looks.</summary>
    Auto,

    /// <summary>As in hosts(5): <c>0.0.0.0 ads.example.net tracker.example.net</c>. Such a line is about just these names.</summary>
    Hosts,

    /// <summary>A domain on a line, as in <c>rule.domain</c>; <c>*.example.net</c> is <c>.example.net</c>.</summary>
    Domains,

    /// <summary><c>||example.net^</c>, and <c>@@||www.example.net^</c> for what is excepted.</summary>
    Adblock,

    /// <summary>A network or an address on a line.</summary>
    Cidr,
}
