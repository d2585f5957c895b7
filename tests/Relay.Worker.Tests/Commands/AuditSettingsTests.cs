using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Commands;
using Xunit;

namespace Relay.Worker.Tests.Commands;

public sealed class AuditSettingsTests
{
    private static StoreOptions Apply(params (string Key, string Text)[] written) =>
        AuditSettings.Apply(new StoreOptions { Location = "relay.db" }, key => written.FirstOrDefault(each => each.Key == key).Text);

    [Fact]
    public void Nothing_written_is_an_audit_of_everything_for_ever()
    {
        StoreOptions options = Apply();
        Assert.Equal(new StoreOptions { Location = "relay.db" }, options);
        Assert.Equal((true, ClientForm.Address, DomainForm.Full, null, JournalFull.Refuse), (options.Audit, options.AuditClients, options.AuditDomains, options.AuditDays, options.JournalFull));
    }

    [Fact]
    public void Each_word_has_its_meaning()
    {
        StoreOptions options = Apply(("audit", "off"), ("audit-clients", "hash"), ("audit-key", "keys/audit"), ("audit-domains", "registrable"), ("audit-days", "90"), ("journal-full", "count"));
        Assert.Equal((false, ClientForm.Hash, DomainForm.Registrable, 90, JournalFull.Count), (options.Audit, options.AuditClients, options.AuditDomains, options.AuditDays, options.JournalFull));
        Assert.Equal(Path.GetFullPath("keys/audit"), options.AuditKeyFile);
        Assert.Equal(ClientForm.Network, Apply(("audit-clients", "network")).AuditClients);
        Assert.Equal(DomainForm.None, Apply(("audit-domains", "none")).AuditDomains);
    }

    [Theory]
    [InlineData("audit", "yes", "on, off")]
    [InlineData("audit-clients", "Full", "full, network, hash")]
    [InlineData("audit-domains", "", "full, registrable, none")]
    [InlineData("audit-days", "0", "from 1 to 36500")]
    [InlineData("audit-days", "1.5", "from 1 to 36500")]
    [InlineData("audit-days", "36501", "from 1 to 36500")]
    [InlineData("journal-full", "drop", "refuse, count")]
    public void Other_words_are_refused_with_those_that_there_are(string key, string text, string allowed)
    {
        string message = Assert.Throws<UsageException>(() => Apply((key, text))).Message;
        Assert.StartsWith($"{key} '{text}'", message, StringComparison.Ordinal);
        Assert.Contains(allowed, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_is_read_under_its_key() =>
        Assert.Equal(["audit", "audit-clients", "audit-key", "audit-domains", "audit-days", "journal-full"], AuditSettings.Options.Select(option => option.Name[2..]));
}
