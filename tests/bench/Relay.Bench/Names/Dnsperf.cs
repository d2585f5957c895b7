using System.Globalization;
using System.Text.RegularExpressions;

namespace Relay.Bench.Names;

/// <summary>Asks a server as fast as it answers, 64 questions at once from 4 ports, one thread.</summary>
/// <param name="port">Its port of loopback.</param>
/// <param name="isSigned">Whether signatures are wanted.</param>
internal sealed class Dnsperf(int port, bool isSigned)
{
    private const double MostLost = 0.001;

    /// <summary>Answers a second; each must be NOERROR, and what is lost is at most one of a thousand.</summary>
    public Task<double> AskAsync(string file, int seconds) => AskAsync(file, seconds, ["-l", $"{seconds}"]);

    /// <summary>The same for each question of the file once, however long that takes.</summary>
    public Task<double> AskOnceAsync(string file) => AskAsync(file, 120, ["-n", "1"]);

    private async Task<double> AskAsync(string file, int seconds, string[] length)
    {
        string printed = await Tool.RunAsync(
            null, seconds + 60, ["dnsperf", "-s", "127.0.0.1", "-p", $"{port}", "-d", file, .. length, "-c", "4", "-q", "64", "-T", "1", .. isSigned ? ["-D"] : Array.Empty<string>()]);
        double done = Number(printed, "Queries completed"), lost = Number(printed, "Queries lost");
        return printed.Contains("NOERROR", StringComparison.Ordinal) && Number(printed, "NOERROR") == done && lost <= done * MostLost
            ? Number(printed, "Queries per second")
            : throw new MeasureFailedException($"not each question was answered: {Regex.Match(printed, "Response codes:.*").Value.Trim()}, {lost} lost");
    }

    /// <summary>Whether a name has an address there.</summary>
    public async Task<bool> HasAddressAsync(string name)
    {
        try
        {
            return (await Tool.RunAsync(null, 10, "dig", "@127.0.0.1", "-p", $"{port}", "+tries=1", "+time=1", "+short", name, "AAAA")).Contains(':', StringComparison.Ordinal);
        }
        catch (MeasureFailedException)
        {
            return false;
        }
    }

    private static double Number(string printed, string name)
    {
        Match found = Regex.Match(printed, name + @":?\s*([0-9.]+)");
        return found.Success ? double.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : throw new MeasureFailedException($"dnsperf did not print '{name}'");
    }
}
