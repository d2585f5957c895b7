using System.Globalization;
using Relay.Store.Model;

namespace Relay.Store.Tests.Examples;

/// <summary>A small audit, and how times of it are written in rows of both engines.</summary>
internal static class ReportFlows
{
    public const string Unknown = "fd75:7265:6c61:7900:4000::1";

    /// <summary>Ten minutes ago, to the second, and an odd one: the second before is one of the same day.</summary>
    public static readonly DateTime Recent = new DateTime(2026, 1, 1, 0, 0, 1, DateTimeKind.Utc)
        .AddMinutes(Math.Floor((TimeProvider.System.GetUtcNow().UtcDateTime - new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)).TotalMinutes) - 10);

    public static string Time(DateTime at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Day(DateTime at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>
    /// Three flows to demo.test, one of which was in order, one that is open, two to an address that nobody was given; and each older than a report's period one that it must leave out.
    /// </summary>
    public static FlowRecord[] All(long worker)
    {
        DateTime yesterday = Recent.AddHours(-25);
        FlowRecord relayed = Flow(worker, 6, "other.test", Outcome.Ok, yesterday, "192.0.2.10");
        (relayed.AddressRuleId, relayed.Upstream, relayed.BytesUp, relayed.BytesDown) = (2, "tor", 1000, 2000);
        return
        [
            Flow(worker, 1, "demo.test", Outcome.Ok, Recent), Flow(worker, 2, "demo.test", Outcome.Refused, Recent.AddSeconds(-1)), Flow(worker, 3, "demo.test", Outcome.Refused, Recent),
            Flow(worker, 4, null, Outcome.UnknownPhantom, Recent), Flow(worker, 5, "open.test", Outcome.Open, Recent), relayed, Flow(worker, 7, null, Outcome.UnknownPhantom, yesterday),
            Flow(worker, 8, "week.test", Outcome.Timeout, Recent.AddDays(-8)), Flow(worker, 9, "month.test", Outcome.Ok, Recent.AddDays(-40)),
        ];
    }

    public static FlowRecord Flow(long worker, long number, string? domain, Outcome outcome, DateTime accepted, string client = "192.0.2.9")
    {
        bool reached = outcome is Outcome.Ok or Outcome.Open;
        return new FlowRecord
        {
            Id = (worker << 36) + number,
            Listener = "gate",
            ClientAddress = NetAddress.Parse(client),
            ClientPort = 40000,
            AskedAddress = NetAddress.Parse(Unknown),
            AskedPort = 443,
            Domain = domain,
            LearntBy = domain is null ? null : LearntBy.Phantom,
            RuleId = domain is null ? null : 1,
            TargetAddress = reached ? NetAddress.Parse("2001:db8::1") : null,
            TargetPort = domain is null ? null : 443,
            Upstream = domain is null ? null : "direct",
            RemoteAddress = reached ? NetAddress.Parse("2001:db8::1") : null,
            BytesUp = outcome is Outcome.Ok ? 10 : 0,
            BytesDown = outcome is Outcome.Ok ? 20 : 0,
            AcceptedAt = accepted.Ticks,
            DialedAt = reached ? accepted.Ticks + (outcome is Outcome.Open ? TimeSpan.TicksPerSecond : 3 * TimeSpan.TicksPerSecond / 2) : 0,
            EndedAt = outcome is Outcome.Open ? 0 : accepted.Ticks + 2 * TimeSpan.TicksPerSecond,
            Outcome = outcome,
            Error = outcome is Outcome.Refused ? "no listener" : null,
            Revision = 1,
        };
    }
}
