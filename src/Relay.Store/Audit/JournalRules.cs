using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>What the administrator decided about the journal.</summary>
/// <param name="Full">What becomes of flows when it is full.</param>
/// <param name="Privacy">What it is not to know; null: it may know all.</param>
internal sealed record JournalRules(JournalFull Full = JournalFull.Refuse, AuditPrivacy? Privacy = null)
{
    /// <exception cref="StoreUnavailableException">The key or the list of suffixes that the options need cannot be read.</exception>
    public static JournalRules Of(StoreOptions options) => new(options.JournalFull, PrivacyOf(options));

    private static AuditPrivacy? PrivacyOf(StoreOptions options)
    {
        if (options.AuditClients == ClientForm.Address && options.AuditDomains == DomainForm.Full)
            return null;
        byte[] key = options.AuditClients == ClientForm.Hash ? AuditKey.Read(options.AuditKeyFile) : [];
        PublicSuffixes? suffixes = options.AuditDomains == DomainForm.Registrable ? PublicSuffixes.Read(PublicSuffixes.DefaultPath) : null;
        return new AuditPrivacy(options.AuditClients, key, options.AuditDomains, suffixes);
    }
}
