using Relay.Worker.Commands;
using Xunit;

namespace Relay.Worker.Tests.Commands;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("audit", "on", "/var/journal/addresses")]
    [InlineData("audit-clients", "hash", "/var/journal/addresses")]
    [InlineData("audit", "off", null)]
    [InlineData("audit-domains", "registrable", null)]
    [InlineData("audit-domains", "none", null)]
    public void What_was_dialed_is_kept_over_restarts_only_where_the_audit_may_know_it(string key, string text, string? expected)
    {
        Dictionary<string, string?> auditing = new() { [key] = text, ["audit-key"] = "/var/key" };
        Settings settings = Settings.Load(new CommandLineValues { Store = "/var/urelay.db", Journal = "/var/journal", Auditing = auditing });
        Assert.Equal(expected, settings.Gateway.AddressHistoryFile);
    }
}
