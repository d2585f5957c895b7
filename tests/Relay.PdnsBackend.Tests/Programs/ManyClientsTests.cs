using System.Globalization;
using System.Text.RegularExpressions;
using Relay.TestKit;
using Xunit;

namespace Relay.PdnsBackend.Tests.Programs;

/// <summary>
/// 1,000 names that 50 clients look up at once, each with an address and a dig(1) of its own: every name is one of two clients' names, who ask for it at different times of their
/// run. All of it is asked again when PowerDNS and the backend were started anew.
/// </summary>
public sealed partial class ManyClientsTests
{
    private const int Clients = 50, Names = 1000, NamesOfOne = 2 * Names / Clients;

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
        await trial.RestartAsync();
        Assert.Equal(first, await LookUpAsync(trial));
    }

    /// <summary>The address of each name, which is the same for all who asked.</summary>
    private static async Task<Dictionary<string, string>> LookUpAsync(Trial trial)
    {
        (string Name, string Address)[][] answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => AskAsync(trial, client)));
        return answers.SelectMany(found => found).Distinct().ToDictionary(answer => answer.Name, answer => answer.Address);
    }

    /// <summary>All of a client's names. What a busy machine has no answer for in time is SERVFAIL, and asked again.</summary>
    private static async Task<(string Name, string Address)[]> AskAsync(Trial trial, int client)
    {
        string list = Path.Combine(trial.Place, string.Create(CultureInfo.InvariantCulture, $"client{client}"));
        Dictionary<string, string> found = [];
        string[] names = [.. Enumerable.Range(0, NamesOfOne).Select(i => $"n{(client * Names / Clients + i) % Names}.example.test")];
        for (int tries = 0; found.Count < names.Length; tries++)
        {
            await File.WriteAllLinesAsync(list, names.Where(name => !found.ContainsKey(name)).Select(name => $"{name} AAAA"), TestContext.Current.CancellationToken);
            ShellResult result = await Shell.TryRunAsync(
                "dig", ["@127.0.0.1", "-p", $"{trial.Port}", "-b", $"127.0.1.{client + 1}", "+time=10", "+tries=6", "+noall", "+answer", "-f", list]);
            foreach (Match line in AaaaLine().Matches(result.Output))
                found.Add(line.Groups[1].Value, line.Groups[2].Value);
            Assert.True(tries < 100, $"{result}\n{trial.Log}");
        }
        return [.. found.Select(pair => (pair.Key, pair.Value))];
    }

    [GeneratedRegex(@"^(\S+)\.\s+\d+\s+IN\s+AAAA\s+(\S+)$", RegexOptions.Multiline)]
    private static partial Regex AaaaLine();
}
