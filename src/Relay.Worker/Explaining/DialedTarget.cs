using System.Globalization;
using Relay.Store.Model;

namespace Relay.Worker.Explaining;

/// <summary>A target, and the way to it.</summary>
/// <param name="Target">An address, or the name that a proxy is given.</param>
/// <param name="Port">Its port.</param>
/// <param name="Upstream">The name of the way out.</param>
/// <param name="Via">The proxy's address and port, or socket; null: dialed directly.</param>
/// <param name="AddressRuleId">The address rule that won for it.</param>
internal sealed record DialedTarget(string Target, ushort Port, string Upstream, string? Via, long? AddressRuleId)
{
    public static DialedTarget Of(string target, ushort port, Upstream upstream, long? rule) => new(target, port, upstream.Name, ViaOf(upstream), rule);

    public string Line() => string.Create(CultureInfo.InvariantCulture, $"{Target} port {Port} by {Upstream}") + (Via is null ? "" : $", the proxy at {Via}");

    private static string? ViaOf(Upstream upstream) =>
        upstream.Address is not { } address ? null
        : upstream.Port == 0 ? address
        : string.Create(CultureInfo.InvariantCulture, $"{address} port {upstream.Port}");
}
