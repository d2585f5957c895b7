using System.CommandLine;
using Relay.Worker.Commands;
using Relay.Worker.Flows;
using Relay.Worker.Linux;
using Relay.Worker.Relaying;
using Xunit;

namespace Relay.Worker.Tests.Commands;

public sealed class LimitSettingsTests
{
    [Fact]
    public void What_is_not_written_keeps_its_default() => Assert.Equal(new FlowOptions(), Parse([]));

    [Fact]
    public void Every_setting_is_read() => Assert.Equal(
        new FlowOptions
        {
            Relaying = new RelayTimeouts { Idle = TimeSpan.FromSeconds(1), HalfClosed = TimeSpan.FromDays(31), KeepAlive = new KeepAlive(0) },
            DialTimeout = TimeSpan.FromSeconds(3),
            HandshakeTimeout = TimeSpan.FromHours(1),
            MaxFlows = 6,
            MaxFlowsPerClient = int.MaxValue,
        },
        Parse(new()
        {
            ["idle-timeout"] = "1", ["half-closed-timeout"] = "2678400", ["dial-timeout"] = "3", ["handshake-timeout"] = "3600",
            ["keepalive"] = "0", ["max-flows"] = "6", ["max-flows-per-client"] = "2147483647",
        }));

    [Theory]
    [InlineData("idle-timeout", "0", "idle-timeout '0' is not a whole number of seconds from 1 to 2678400")]
    [InlineData("half-closed-timeout", "2678401", "half-closed-timeout '2678401' is not a whole number of seconds from 1 to 2678400")]
    [InlineData("dial-timeout", "1.5", "dial-timeout '1.5' is not a whole number of seconds from 1 to 3600")]
    [InlineData("handshake-timeout", "-1", "handshake-timeout '-1' is not a whole number of seconds from 1 to 3600")]
    [InlineData("keepalive", "32768", "keepalive '32768' is not a whole number of seconds from 0 to 32767")]
    [InlineData("max-flows", "0", "max-flows '0' is not a whole number of flows from 1 to 2147483647")]
    [InlineData("max-flows-per-client", "", "max-flows-per-client '' is not a whole number of flows from 1 to 2147483647")]
    public void A_value_out_of_range_is_named_with_its_range(string key, string value, string message) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Parse(new() { [key] = value })).Message);

    [Theory]
    [InlineData("run", 7440)]
    [InlineData("exec", 7440)]
    public void Help_names_each_with_its_default(string name, int idle)
    {
        Command command = UrelayCommand.Create().Subcommands.Single(each => each.Name == name);
        Assert.All(LimitSettings.Options, option => Assert.Contains(option, command.Options));
        Assert.All(LimitSettings.Options, option => Assert.Contains("Default: ", option.Description, StringComparison.Ordinal));
        Assert.Contains($"Default: {idle}.", LimitSettings.Options[0].Description, StringComparison.Ordinal);
    }

    private static FlowOptions Parse(Dictionary<string, string?> written) => LimitSettings.Parse(written.GetValueOrDefault);
}
