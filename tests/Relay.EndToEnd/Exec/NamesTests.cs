using System.Text.RegularExpressions;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Exec;

/// <summary>Names of a program have phantom addresses, and keep them.</summary>
public sealed partial class NamesTests
{
    private const int Names = 1000;

    [Theory]
    [InlineData("root")]
    [InlineData("nobody")]
    public async Task A_name_has_the_same_address_after_a_restart(string user)
    {
        const string script = "getent ahostsv6 kept.test | head -n 1 | cut -d' ' -f1; dig +short AAAA kept.test; dig +short AAAA $RANDOM.test >/dev/null; dig +short A kept.test";
        using Urelay urelay = Urelay.As(user);
        ShellResult first = await urelay.BashAsync(script), second = await urelay.BashAsync(script);
        string[] lines = first.Output.Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("fd75:7265:6c61:7900:", lines[0], StringComparison.Ordinal);
        Assert.Equal(lines[0], lines[1]);
        Assert.Equal(first.Output, second.Output);
    }

    [Fact]
    public async Task Resolv_conf_is_right_inside_and_untouched_outside()
    {
        string before = await File.ReadAllTextAsync("/etc/resolv.conf", TestContext.Current.CancellationToken);
        using Urelay urelay = Urelay.As("root");
        ShellResult result = await urelay.BashAsync("grep -v '^#' /etc/resolv.conf");
        Assert.Equal("nameserver 192.0.0.1\nsearch .\n", result.Output);
        Assert.Equal(before, await File.ReadAllTextAsync("/etc/resolv.conf", TestContext.Current.CancellationToken));
    }

    /// <summary>Invariant 1: what was answered is durable, and no other name ever gets it.</summary>
    [Fact]
    public async Task Killed_in_the_middle_of_new_names_no_name_gets_anothers_address()
    {
        using Urelay urelay = Urelay.As("root");
        string list = Path.Combine(urelay.Home, "names");
        await File.WriteAllLinesAsync(list, Enumerable.Range(0, Names).Select(i => $"n{i}.test AAAA"), TestContext.Current.CancellationToken);
        string ask = $"split -n l/4 {list} part.; for part in part.*; do stdbuf -oL dig +noall +answer -f $part & done; wait";

        Dictionary<string, string> told;
        using (RunningProgram program = urelay.StartBash(ask))
        {
            await program.WaitAsync(() => Answers(program.Output).Count >= Names / 4, "resolve a quarter of the names");
            program.Signal("KILL");
            told = Answers((await program.EndAsync()).Output);
        }
        Assert.InRange(told.Count, Names / 4, Names - 1);

        Dictionary<string, string> now = Answers((await urelay.BashAsync(ask)).Output);
        Assert.Equal(Names, now.Count);
        Assert.Equal(Names, now.Values.Distinct().Count());
        Assert.All(told, pair => Assert.Equal(pair.Value, now[pair.Key]));
        Assert.Equal(Names, AuditRows.Query<long>(urelay.Store, "SELECT DISTINCT id FROM phantom WHERE domain LIKE 'n%.test'").Count);
    }

    /// <summary>By name; a last line that is cut short is none.</summary>
    private static Dictionary<string, string> Answers(string output) =>
        AnswerLine().Matches(output).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    [GeneratedRegex(@"^(\S+)\.\s+\d+\s+IN\s+AAAA\s+(\S+)\n", RegexOptions.Multiline)]
    private static partial Regex AnswerLine();
}
