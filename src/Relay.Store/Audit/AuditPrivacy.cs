using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>
/// Takes from a record what the audit is not to know, before the journal has it: nothing more is ever on a disk. Where names are hidden, so is every value from
/// which they could be found again: phantom and resolved addresses, and what an error quotes. Pure.
/// </summary>
internal sealed class AuditPrivacy(ClientForm clients, ReadOnlyMemory<byte> key, DomainForm domains, PublicSuffixes? suffixes)
{
    public FlowRecord Of(FlowRecord flow)
    {
        FlowRecord told = flow.Copy();
        HideClient(told);
        if (domains != DomainForm.Full && IsNamed(told))
            HideName(told);
        return told;
    }

    private void HideClient(FlowRecord flow)
    {
        AuditedClient client = clients switch
        {
            ClientForm.Network => AuditedClient.NetworkOf(flow.ClientAddress),
            ClientForm.Hash => AuditedClient.HashOf(flow.ClientAddress, key.Span),
            _ => new(ClientForm.Address, flow.ClientAddress),
        };
        (flow.ClientForm, flow.ClientAddress) = (client.Form, client.Value);
    }

    /// <summary>False only where the client is known to have asked for an address: another one may be a phantom, whose name the table <c>phantom</c> has.</summary>
    private static bool IsNamed(FlowRecord flow) =>
        flow.Domain is not null || flow.TargetDomain is not null || flow.LearntBy is not (LearntBy.Literal or LearntBy.SocksAddress or LearntBy.Nat64);

    private void HideName(FlowRecord flow)
    {
        flow.Error = flow.Error is null ? null : ErrorScrubber.Scrub(flow.Error, flow.Domain, flow.TargetDomain);
        flow.Domain = Shorten(flow.Domain);
        flow.TargetDomain = Shorten(flow.TargetDomain);
        flow.AskedAddress = flow.TargetAddress = flow.RemoteAddress = null;
        flow.Rewrites = null;
        flow.Attempts = flow.Attempts is { } attempts ? [.. attempts.Select(attempt => attempt with { Address = null })] : null;
    }

    private string? Shorten(string? name) => name is null || domains == DomainForm.None ? null : suffixes!.RegistrableOf(name);
}
