using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>Which rows of <c>connection</c> are to go: all conditions that are not null hold.</summary>
/// <param name="Clients">Texts of <c>client_address</c>.</param>
/// <param name="Domain">The name and all below it, as asked or as dialed.</param>
internal sealed record ForgottenRows(IReadOnlyCollection<string>? Clients, DomainName? Domain);
