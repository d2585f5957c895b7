using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Relay.Bench.Names;

/// <summary>Asks a server as fast as it answers, 64 questions at once from 4 ports, one thread.</summary>
internal static class Dnsperf
{
    private const double MostLost = 0.001;

    /// <summary>Answers a second; each must be NOERROR, and what is lost is at most one of a thousand.</summary>
    public static Task<double> AskAsync(string file, int seconds, bool signed) => AskAsync(file, seconds, ["-l", $"{seconds}"], signed);

    /// <summary>The same for each question of the file once, however long that takes.</summary>
    public static Task<double> AskOnceAsync(string file, bool signed) => AskAsync(file, 120, ["-n", "1"], signed);

    private static async Task<double> AskAsync(string file, int seconds, string[] length, bool signed)
    {
        string printed = await Tool.RunAsync(
            null, seconds + 60, ["dnsperf", "-s", "127.0.0.1", "-p", $"{NameServer.Port}", "-d", file, .. length, "-c", "4", "-q", "64", "-T", "1", .. signed ? ["-D"] : Array.Empty<string>()]);
        double done = Number(printed, "Queries completed"), lost = Number(printed, "Queries lost");
        return printed.Contains("NOERROR", StringComparison.Ordinal) && Number(printed, "NOERROR") == done && lost <= done * MostLost
            ? Number(printed, "Queries per second")
            : throw new MeasureFailedException($"not each question was answered: {Regex.Match(printed, "Response codes:.*").Value.Trim()}, {lost} lost");
    }

    /// <summary>Whether a name has an address there.</summary>
    public static async Task<bool> HasAddressAsync(string name)
    {
        try
        {
            return (await Tool.RunAsync(null, 10, "dig", "@127.0.0.1", "-p", $"{NameServer.Port}", "+tries=1", "+time=1", "+short", name, "AAAA")).Contains(':', StringComparison.Ordinal);
        }
        catch (MeasureFailedException)
        {
            return false;
        }
    }

    /// <summary>Tells PowerDNS once a second, until cancelled, that all answers may have changed.</summary>
    public static async Task PurgeAsync(string? socket, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
        while (socket is not null && await timer.WaitForNextTickAsync(CancellationToken.None) && !cancellation.IsCancellationRequested)
        {
            using Socket control = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await control.ConnectAsync(new UnixDomainSocketEndPoint(socket), CancellationToken.None);
            await control.SendAsync("PURGE\n"u8.ToArray());
            _ = await control.ReceiveAsync(new byte[256]);
        }
    }

    private static double Number(string printed, string name)
    {
        Match found = Regex.Match(printed, name + @":?\s*([0-9.]+)");
        return found.Success ? double.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : throw new MeasureFailedException($"dnsperf did not print '{name}'");
    }
}
