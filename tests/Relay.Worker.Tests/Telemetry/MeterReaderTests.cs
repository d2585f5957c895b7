using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Relay.Worker.Telemetry;
using Xunit;

namespace Relay.Worker.Tests.Telemetry;

public sealed partial class MeterReaderTests : IDisposable
{
    private readonly Meter meter = new("test");
    private readonly MeterReader reader;

    public MeterReaderTests() => reader = new MeterReader(meter);

    public void Dispose()
    {
        reader.Dispose();
        meter.Dispose();
    }

    [Fact]
    public void Names_have_units_and_counters_end_in_total()
    {
        meter.CreateObservableCounter("test.relayed", () => 5L, "By", "What was \\ relayed\nso far");
        meter.CreateObservableGauge("test.lag", () => 0.25, "s");
        meter.CreateObservableUpDownCounter("test.flows.open", () => 3, "{flow}");
        meter.CreateCounter<long>("test.asked").Add(2);
        Assert.Equal(
            """
            # TYPE test_asked_total counter
            test_asked_total 2
            # TYPE test_flows_open gauge
            test_flows_open 3
            # TYPE test_lag_seconds gauge
            test_lag_seconds 0.25
            # HELP test_relayed_bytes_total What was \\ relayed\nso far
            # TYPE test_relayed_bytes_total counter
            test_relayed_bytes_total 5

            """, Own(reader.Read()));
    }

    [Fact]
    public void Labels_are_escaped_and_come_back_and_equal_ones_are_added_up()
    {
        string name = "a \"quoted\"\\ name\nin two lines, {really}=";
        meter.CreateObservableGauge("test.open", () => new[] { Of(1, name), Of(2, name), Of(4, "other") });
        string text = reader.Read();
        Assert.Contains("""test_open{listener="a \"quoted\"\\ name\nin two lines, {really}="} 3""" + "\n", text, StringComparison.Ordinal);
        Assert.Equal([(name, 3d), ("other", 4d)], MetricsText.Parse(text).By("test_open", "listener").Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void What_is_no_longer_told_is_gone_and_what_is_counted_stays()
    {
        long? value = 1;
        meter.CreateObservableGauge("test.now", () => value is { } known ? new[] { new Measurement<long>(known) } : []);
        Counter<long> counted = meter.CreateCounter<long>("test.counted");
        counted.Add(1);
        Assert.Equal(1, MetricsText.Parse(reader.Read()).Find("test_now"));
        value = null;
        counted.Add(1);
        MetricsText page = MetricsText.Parse(reader.Read());
        Assert.Equal((null, 2d), (page.Find("test_now"), page.Sum("test_counted_total")));
    }

    [Fact]
    public void A_histogram_has_the_buckets_of_its_advice_each_with_its_bound()
    {
        Histogram<double> histogram = meter.CreateHistogram("test.time", "s", null, tags: null, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 10] });
        foreach (double value in (double[])[0.25, 0.5, 0.75, 1, 4, 100])
            histogram.Record(value);
        Assert.Equal(
            """
            # TYPE test_time_seconds histogram
            test_time_seconds_bucket{le="0.5"} 2
            test_time_seconds_bucket{le="1"} 4
            test_time_seconds_bucket{le="10"} 5
            test_time_seconds_bucket{le="+Inf"} 6
            test_time_seconds_sum 106.5
            test_time_seconds_count 6

            """, Own(reader.Read()));
        MetricsText page = MetricsText.Parse(reader.Read());
        Assert.Equal((0.75, 10d), (page.Quantile("test_time_seconds", 0.5)!.Value, page.Quantile("test_time_seconds", 0.99)!.Value));
    }

    [Fact]
    public void Measuring_from_many_threads_loses_nothing_and_allocates_nothing()
    {
        FlowDurations durations = new(meter);
        durations.Dialed(TimeSpan.FromSeconds(1));
        long before = GC.GetAllocatedBytesForCurrentThread();
        durations.Dialed(TimeSpan.FromSeconds(1));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 10_000; i++)
                durations.Ended(TimeSpan.FromMilliseconds(i % 7));
        });
        MetricsText page = MetricsText.Parse(reader.Read());
        Assert.Equal((2d, 80_000d), (page.Sum("urelay_flow_dial_duration_seconds_count"), page.Sum("urelay_flow_duration_seconds_count")));
    }

    [Fact]
    public void Without_a_listener_nothing_is_measured()
    {
        using Meter unheard = new("unheard");
        new FlowDurations(unheard).Ended(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain("urelay_flow_duration", reader.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_runtime_is_part_of_a_page_that_follows_the_grammar()
    {
        string[] lines = reader.Read().Split('\n');
        Assert.Equal("", lines[^1]);
        Assert.All(lines[..^1], line => Assert.Matches(Grammar(), line));
        Assert.Contains(lines, line => line.StartsWith("dotnet_process_memory_working_set_bytes ", StringComparison.Ordinal));
        Assert.Contains("# TYPE dotnet_gc_pause_time_seconds_total counter", lines);
    }

    private static Measurement<long> Of(long value, string listener) => new(value, new KeyValuePair<string, object?>("listener", listener));

    private static string Own(string page) => string.Concat(page.Split('\n').Where(line => line.Contains("test_", StringComparison.Ordinal)).Select(line => line + "\n"));

    [GeneratedRegex("""^(# HELP [a-z]\w* .+|# TYPE [a-z]\w* (counter|gauge|histogram)|[a-z]\w*(\{[a-z]\w*="([^"\\]|\\[\\"n])*"(,[a-z]\w*="([^"\\]|\\[\\"n])*")*\})? [-+0-9.eEInf]+)$""")]
    private static partial Regex Grammar();
}
