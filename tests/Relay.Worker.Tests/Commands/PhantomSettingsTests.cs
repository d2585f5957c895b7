using System.CommandLine;
using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Commands;
using Xunit;

namespace Relay.Worker.Tests.Commands;

public sealed class PhantomSettingsTests
{
    [Fact]
    public void What_is_not_written_keeps_its_default() => Assert.Equal(new PhantomOptions(), Parse([]) with { Forwarders = new PhantomOptions().Forwarders });

    [Fact]
    public void Every_setting_is_read()
    {
        PhantomOptions options = Parse(
            new()
            {
                ["new-names-per-client"] = "1", ["new-names"] = "2147483647", ["max-names"] = "1099511627775", ["retire-unused"] = "3650", ["retired-grace"] = "1",
            },
            "192.0.2.53", "2001:db8::/32");
        Assert.Equal((1, int.MaxValue, Phantom.MaxId), (options.NewNamesPerClient, options.NewNames, options.MaxNames));
        Assert.Equal((TimeSpan.FromDays(3650), TimeSpan.FromDays(1)), (options.RetireUnused, options.RetiredGrace));
        Assert.Equal([NetPrefix.Parse("192.0.2.53"), NetPrefix.Parse("2001:db8::/32")], options.Forwarders);
        Assert.Null(Parse(new() { ["retire-unused"] = "0" }).RetireUnused);
    }

    [Theory]
    [InlineData("new-names-per-client", "0", "new-names-per-client '0' is not a whole number of names from 1 to 2147483647")]
    [InlineData("new-names", "x", "new-names 'x' is not a whole number of names from 1 to 2147483647")]
    [InlineData("max-names", "1099511627776", "max-names '1099511627776' is not a whole number of names from 1 to 1099511627775")]
    [InlineData("retire-unused", "3651", "retire-unused '3651' is not a whole number of days from 0 to 3650")]
    [InlineData("retired-grace", "0", "retired-grace '0' is not a whole number of days from 1 to 3650")]
    public void A_value_out_of_range_is_named_with_its_range(string key, string value, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Parse(new() { [key] = value })).Message);

    [Fact]
    public void A_forwarder_that_is_no_network_is_named() =>
        Assert.Contains("forwarder 'resolver' is not an address or network", Assert.Throws<UsageException>(() => Parse([], "resolver")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public void Help_names_each_with_its_default(string name)
    {
        Command command = UrelayCommand.Create().Subcommands.Single(each => each.Name == name);
        Assert.All(PhantomSettings.Options, option => Assert.Contains(option, command.Options));
        Assert.All(PhantomSettings.Options, option => Assert.Contains("Default: ", option.Description, StringComparison.Ordinal));
        Assert.Contains(PhantomSettings.Forwarder, command.Options);
    }

    private static PhantomOptions Parse(Dictionary<string, string?> written, params string[] forwarders) => PhantomSettings.Parse(written.GetValueOrDefault, forwarders);
}
