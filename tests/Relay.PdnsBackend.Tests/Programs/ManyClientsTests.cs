using System.Globalization;
using System.Text.RegularExpressions;
using Relay.TestKit;
using Xunit;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>
/// 1,000 names that 50 clients look up at once, each with an address and a dig(1) of its own: every name is one of three clients' names, who ask for it at different times of their
/// run. All of it is asked twice, and again when PowerDNS and the backend were started anew.
/// </summary>
public sealed partial class ManyClientsTests
{
    private const int Clients = 50, Names = 1000, NamesOfOne = 3 * Names / Clients;

    [Theory]
    [InlineData("stdio")]
    [InlineData("pipe")]
    [InlineData("remote")]
    public async Task A_thousand_names_are_distinct_and_stay(string setup)
    {
        using Trial trial = await Trial.StartAsync(setup);
        Dictionary<string, string> first = await LookUpAsync(trial);
        Assert.Equal(Names, first.Count);
        Assert.Equal(Names, first.Values.Distinct().Count());
        Assert.Equal(first, await LookUpAsync(trial));
        await trial.RestartAsync();
        Assert.Equal(first, await LookUpAsync(trial));
    }

    /// <summary>The address of each name, which is the same for all who asked.</summary>
    private static async Task<Dictionary<string, string>> LookUpAsync(Trial trial)
    {
        string[] outputs = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => AskAsync(trial, client)));
        (string Name, string Address)[] answers = [.. outputs.SelectMany(output => AaaaLine().Matches(output)).Select(line => (line.Groups[1].Value, line.Groups[2].Value))];
        Assert.True(answers.Length == Clients * NamesOfOne, $"{answers.Length} answers\n{outputs[0]}\n{trial.Log}");
        return answers.Distinct().ToDictionary(answer => answer.Name, answer => answer.Address);
    }

    private static async Task<string> AskAsync(Trial trial, int client)
    {
        string list = Path.Combine(trial.Place, string.Create(CultureInfo.InvariantCulture, $"client{client}"));
        await File.WriteAllLinesAsync(list, Enumerable.Range(0, NamesOfOne).Select(i => $"n{(client * Names / Clients + i) % Names}.example.test AAAA"), TestContext.Current.CancellationToken);
        ShellResult result = await Shell.TryRunAsync(
            "dig", ["@127.0.0.1", "-p", $"{trial.Port}", "-b", $"127.0.1.{client + 1}", "+time=10", "+tries=6", "+noall", "+answer", "-f", list]);
        return result.Output + result.Errors;
    }

    [GeneratedRegex(@"^(\S+)\.\s+\d+\s+IN\s+AAAA\s+(\S+)$", RegexOptions.Multiline)]
    private static partial Regex AaaaLine();
}
