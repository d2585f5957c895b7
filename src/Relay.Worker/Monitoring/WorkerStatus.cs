using System.Globalization;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Monitoring;

/// <summary>What <c>urelay status</c> tells of one worker, from two looks at its figures. The members are the words of its JSON.</summary>
internal sealed record WorkerStatus
{
    public required long Worker { get; init; }
    public required int Pid { get; init; }
    public required string Version { get; init; }
    public required string Store { get; init; }
    public required double UptimeSeconds { get; init; }
    public required IReadOnlyList<ListenerStatus> Listeners { get; init; }
    public required long FlowsLimit { get; init; }
    public required IReadOnlyDictionary<string, double> Ended { get; init; }
    public required IReadOnlyDictionary<string, double> Refused { get; init; }
    public required long AcceptPauses { get; init; }
    public required double FlowsPerSecond { get; init; }
    public required double BytesUpPerSecond { get; init; }
    public required double BytesDownPerSecond { get; init; }
    public required double? DialP50Seconds { get; init; }
    public required double? DialP99Seconds { get; init; }
    public required double LoopLagSeconds { get; init; }
    public required long DescriptorsUsed { get; init; }
    public required long DescriptorsLimit { get; init; }
    public required long MemoryBytes { get; init; }
    public required double GcPauseSeconds { get; init; }
    public required IReadOnlyDictionary<string, double> DnsReplies { get; init; }
    public required long PhantomsCached { get; init; }
    public required long PhantomLookups { get; init; }
    public required IReadOnlyDictionary<string, double> PhantomsRefused { get; init; }
    public required bool StoreReadable { get; init; }
    public required long? Revision { get; init; }
    public required long Problems { get; init; }
    public required bool? JournalStoring { get; init; }
    public required long? JournalBytes { get; init; }
    public required long? JournalLimit { get; init; }
    public required long JournalRefused { get; init; }
    public required long JournalDropped { get; init; }

    /// <param name="before">The figures a moment ago.</param>
    /// <param name="now">The figures now.</param>
    public static WorkerStatus Of(MetricsText before, MetricsText now)
    {
        IReadOnlyDictionary<string, string> info = now.Of("urelay_worker_info").Single().Labels;
        double seconds = now.Sum("urelay_worker_uptime_seconds") - before.Sum("urelay_worker_uptime_seconds");
        return new WorkerStatus
        {
            Worker = long.Parse(info["id"], CultureInfo.InvariantCulture),
            Pid = int.Parse(info["pid"], CultureInfo.InvariantCulture),
            Version = info["version"],
            Store = info["store"],
            UptimeSeconds = now.Sum("urelay_worker_uptime_seconds"),
            Listeners = [.. now.By("urelay_flows_accepted_total", "listener").Select(each => ListenerStatus.Of(now, each.Key))],
            FlowsLimit = (long)now.Sum("urelay_flows_limit"),
            Ended = now.By("urelay_flows_ended_total", "outcome"),
            Refused = now.By("urelay_flows_refused_total", "reason"),
            AcceptPauses = (long)now.Sum("urelay_accept_pauses_total"),
            FlowsPerSecond = Rate("urelay_flows_accepted_total", null),
            BytesUpPerSecond = Rate("urelay_relayed_bytes_total", "up"),
            BytesDownPerSecond = Rate("urelay_relayed_bytes_total", "down"),
            DialP50Seconds = now.Quantile("urelay_flow_dial_duration_seconds", 0.5),
            DialP99Seconds = now.Quantile("urelay_flow_dial_duration_seconds", 0.99),
            LoopLagSeconds = now.Of("urelay_loop_lag_seconds").Max(loop => loop.Value),
            DescriptorsUsed = (long)now.Sum("urelay_descriptors_used"),
            DescriptorsLimit = (long)now.Sum("urelay_descriptors_limit"),
            MemoryBytes = (long)now.Sum("dotnet_process_memory_working_set_bytes"),
            GcPauseSeconds = now.Sum("dotnet_gc_pause_time_seconds_total"),
            DnsReplies = now.By("urelay_dns_replies_total", "kind"),
            PhantomsCached = (long)now.Sum("urelay_phantoms_cached"),
            PhantomLookups = (long)now.Sum("urelay_phantoms_lookups_total"),
            PhantomsRefused = now.By("urelay_phantoms_refused_total", "limit"),
            StoreReadable = now.Sum("urelay_store_readable") == 1,
            Revision = (long?)now.Find("urelay_snapshot_revision"),
            Problems = (long)now.Sum("urelay_problems"),
            JournalStoring = now.Find("urelay_journal_storing") is { } storing ? storing == 1 : null,
            JournalBytes = (long?)now.Find("urelay_journal_size_bytes"),
            JournalLimit = (long?)now.Find("urelay_journal_limit_bytes"),
            JournalRefused = (long)now.Sum("urelay_journal_refused_total"),
            JournalDropped = (long)now.Sum("urelay_journal_dropped_total"),
        };

        double Rate(string name, string? direction) => seconds <= 0 ? 0 : (Total(now, name, direction) - Total(before, name, direction)) / seconds;

        static double Total(MetricsText page, string name, string? direction) => direction is null ? page.Sum(name) : page.By(name, "direction").GetValueOrDefault(direction);
    }
}
