using System.Globalization;
using System.Text;

namespace Relay.Worker.Monitoring;

/// <summary>A worker's status for people: a word, and what there is to say.</summary>
internal static class StatusScreen
{
    public static string Of(WorkerStatus status)
    {
        StringBuilder text = new();
        Add("worker", $"{status.Worker}, process {status.Pid}, urelay {status.Version}, up {TimeSpan.FromSeconds((long)status.UptimeSeconds):c}");
        Add("store", $"{status.Store}, {(status.StoreReadable ? "" : "NOT READABLE, ")}{(status.Revision is { } revision ? $"revision {revision}" : "NO USABLE RULES")}, {status.Problems} problems");
        Add("flows", $"{status.Listeners.Sum(listener => listener.Open)} open of {status.FlowsLimit}, {status.Listeners.Sum(listener => listener.Accepted)} accepted, {status.Refused.Values.Sum()} refused");
        foreach (ListenerStatus each in status.Listeners)
            Add("  " + each.Listener, $"{each.Open} open, {each.Accepted} accepted, {Bytes(each.BytesUp)} up, {Bytes(each.BytesDown)} down");
        Add("ended", Counts(status.Ended));
        Add("refused", $"{Counts(status.Refused)}; accepting paused {status.AcceptPauses} times");
        Add("now", $"{status.FlowsPerSecond:0.#} flows/s, {Bytes(status.BytesUpPerSecond)}/s up, {Bytes(status.BytesDownPerSecond)}/s down");
        Add("dial", status.DialP50Seconds is { } p50 ? $"p50 {Time(p50)}, p99 {Time(status.DialP99Seconds!.Value)}" : "none yet");
        Add("loops", $"at most {Time(status.LoopLagSeconds)} late; collections have taken {Time(status.GcPauseSeconds)}");
        Add("descriptors", $"{status.DescriptorsUsed} of {status.DescriptorsLimit}");
        Add("memory", Bytes(status.MemoryBytes));
        if (status.DnsReplies.Count > 0)
            Add("dns", Counts(status.DnsReplies));
        Add("phantoms", $"{status.PhantomsCached} in memory, {status.PhantomLookups} looked up; refused: {Counts(status.PhantomsRefused)}");
        Add("journal", status.JournalBytes is { } used
            ? $"{Bytes(used)} of {Bytes(status.JournalLimit!.Value)}, {(status.JournalStoring == true ? "" : "THE DATABASE TAKES NO ROWS, ")}{status.JournalRefused} records refused, {status.JournalDropped} flows dropped"
            : "off");
        return text.ToString();

        void Add(string word, string what) => text.Append(CultureInfo.InvariantCulture, $"{word,-14} {what}\n");
    }

    private static string Counts(IReadOnlyDictionary<string, double> counts) =>
        counts.Values.Sum() == 0 ? "none" : string.Join(", ", counts.Where(count => count.Value > 0).Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Value} {count.Key}")));

    private static string Time(double seconds) => seconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.##} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.##} s");

    private static string Bytes(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
        int unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++)
            bytes /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} {units[unit]}");
    }
}
