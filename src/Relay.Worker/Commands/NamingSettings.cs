using System.CommandLine;
using System.Globalization;
using Relay.Worker.Naming;

namespace Relay.Worker.Commands;

/// <summary>The setting that bounds the DNS listeners: its option, and what it means.</summary>
internal static class NamingSettings
{
    public const string RepliesKey = "dns-replies-per-client";

    public static readonly Option<string?> Replies = new("--" + RepliesKey)
    {
        Description = string.Create(
            CultureInfo.InvariantCulture,
            $"Replies over UDP a second that the DNS listener gives one client; ten seconds' worth at once. What is over it comes by TCP. Default: {DnsLimits.DefaultRepliesPerClient}. 0: no limit."),
        HelpName = "N",
    };

    /// <summary>Null: no limit.</summary>
    /// <param name="text">What was written, anywhere; null where nothing was.</param>
    /// <exception cref="UsageException">It makes no sense: what to write.</exception>
    public static int? ParseReplies(string? text) =>
        text is null ? DnsLimits.DefaultRepliesPerClient
        : !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? throw new UsageException($"{RepliesKey} '{text}' is not a whole number of replies from 0 to {int.MaxValue}")
        : number == 0 ? null : number;
}
