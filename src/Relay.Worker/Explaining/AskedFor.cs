using System.Globalization;

namespace Relay.Worker.Explaining;

/// <summary>The inquiry in words.</summary>
/// <param name="Target">The name or address.</param>
/// <param name="Port">The port.</param>
/// <param name="IsDefaultPort">Nobody said which.</param>
/// <param name="Client">Who asks.</param>
/// <param name="Listener">Where it comes in.</param>
/// <param name="By"><c>dns</c>: a name, then the address that DNS answers. <c>address</c>. <c>socks</c>.</param>
internal sealed record AskedFor(string Target, ushort Port, bool IsDefaultPort, string Client, string Listener, string By)
{
    public static AskedFor Of(Inquiry asked) => new(
        asked.HasName ? asked.Domain.Value : asked.Address.ToString(), asked.Port, asked.IsDefaultPort, asked.Client.ToString(), asked.Listener,
        asked.BySocks ? "socks" : asked.HasName ? "dns" : "address");

    public string Line() => string.Create(CultureInfo.InvariantCulture, $"{Target} port {Port}{(IsDefaultPort ? " (the default)" : "")}, by client {Client} at listener {Listener}{(By == "socks" ? ", which is told it by SOCKS" : "")}");
}
