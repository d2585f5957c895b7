using System.Globalization;

namespace Relay.Worker.Protocols.Http;

/// <summary>The status line of a reply: RFC 9110 section 15.</summary>
/// <param name="Code">100 to 999.</param>
/// <param name="Reason">Printable ASCII; may be empty.</param>
internal readonly record struct HttpStatus(int Code, string Reason)
{
    public bool IsInterim => Code is >= 100 and < 200;

    public bool IsSuccess => Code is >= 200 and < 300;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Code} {Reason}").TrimEnd();
}
