using System.CommandLine;
using Relay.Worker.Commands;
using Xunit;

namespace Relay.Worker.Tests.Commands;

public sealed class NamingSettingsTests
{
    [Theory]
    [InlineData(null, 1000)]
    [InlineData("0", null)]
    [InlineData("1", 1)]
    [InlineData("2147483647", int.MaxValue)]
    public void Replies_are_read(string? text, int? replies) => Assert.Equal(replies, NamingSettings.ParseReplies(text));

    [Theory]
    [InlineData("-1")]
    [InlineData("2147483648")]
    [InlineData("many")]
    public void What_is_no_number_of_replies_is_named(string text) => Assert.Equal(
        $"dns-replies-per-client '{text}' is not a whole number of replies from 0 to 2147483647", Assert.Throws<UsageException>(() => NamingSettings.ParseReplies(text)).Message);

    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public void Help_names_it_with_its_default(string name)
    {
        Command command = UrelayCommand.Create().Subcommands.Single(each => each.Name == name);
        Assert.Contains("Default: 1000.", command.Options.Single(option => option.Name == "--dns-replies-per-client").Description, StringComparison.Ordinal);
    }
}
