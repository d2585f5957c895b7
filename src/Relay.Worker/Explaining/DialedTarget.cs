using System.Globalization;
using Relay.Store.Model;
using Relay.Worker.Routing;

namespace Relay.Worker.Explaining;

/// <summary>A target, and the way to it.</summary>
/// <param name="Target">An address, or the name that a proxy is given.</param>
/// <param name="Port">Its port.</param>
/// <param name="Upstream">The name of the way out.</param>
/// <param name="Via">The proxy's address and port, or the socket, and by which other upstream it is reached; the members of a group; null: dialed directly.</param>
/// <param name="RuleId">The rule that won the name stage for it.</param>
/// <param name="AddressRuleId">The address rule that won for it.</param>
/// <param name="Rewrites">As <c>connection.rewrites</c>; null: none.</param>
internal sealed record DialedTarget(string Target, ushort Port, string Upstream, string? Via, long? RuleId, long? AddressRuleId, string? Rewrites)
{
    /// <summary>Why it is tried when it is; null where there is no other.</summary>
    public string? Why { get; init; }

    /// <summary>Where <see cref="Upstream"/> is a group, its members; else null.</summary>
    internal IReadOnlyList<string>? Members { get; private init; }

    public static DialedTarget Of(Candidate candidate) => new(
        candidate.Target.HasName ? candidate.Target.Domain.Value : candidate.Target.Address.ToString(), candidate.Target.Port,
        candidate.Upstream.Name, ViaOf(candidate.Upstream), candidate.RuleId, candidate.AddressRuleId, candidate.Rewrites?.ToString())
    {
        Members = candidate.Upstream.Kind == UpstreamKind.Group ? [.. candidate.Upstream.Members.Select(member => member.Upstream.Name)] : null,
    };

    public string Line() => string.Create(CultureInfo.InvariantCulture, $"{Target} port {Port} by {Upstream}") + (Via is null ? "" : $", {Via}") + (Why is null ? "" : $"; {Why}");

    private static string TlsOf(Upstream upstream) => upstream.Tls is not { } tls ? "" : tls.Name == upstream.Address ? " over TLS" : $" over TLS as {tls.Name}";

    private static string? ViaOf(Upstream upstream) => upstream.Kind switch
    {
        UpstreamKind.Direct => null,
        UpstreamKind.Unix => $"the socket {upstream.Address}",
        UpstreamKind.Group => $"{(upstream.Choice == GroupChoice.Weight ? "by weight one" : "the first")} of {string.Join(", ", upstream.Members.Select(member => member.Upstream.Name))} that is well",
        _ => string.Create(CultureInfo.InvariantCulture, $"the proxy at {upstream.Address}{(upstream.Port == 0 ? "" : $" port {upstream.Port}")}{TlsOf(upstream)}{(upstream.Via is { } via ? $" by {via.Name}" : "")}"),
    };
}
