using Relay.Bench.Contenders;
using Relay.Bench.Measures;

namespace Relay.Bench;

/// <summary>A goal of the design: a figure of one contender, as a ratio to another's, or as it is.</summary>
internal sealed record Goal(Figure Figure, string Of, string? To, bool AtLeast, double Limit)
{
    public static readonly IReadOnlyList<Goal> All =
    [
        .. from down in new[] { false, true } select Least(Bulk.Throughput(1, down), 2.0),
        .. from down in new[] { false, true } select Least(Bulk.Throughput(4, down), 1.6),
        .. from streams in new[] { 1, 4 } from down in new[] { false, true } select Most(Bulk.CpuPerGiB(streams, down), 0.35),
        Least(NewConnections.Rate, 1.0), Most(NewConnections.Cpu, 1.0),
        Least(Requests.Rate, 1.05), Most(Requests.P99, 1.0), Most(RequestsBesideBulk.P99, 0.8),
        Most(ConnectionTime.AddedTime("p50"), 1.0), Most(ConnectionTime.AddedTime("p99"), 1.0), new(ConnectionTime.AddedTime("p99.9"), Contender.Urelay, null, AtLeast: false, 5),
        new(IdleFlows.PerFlow, Contender.Urelay, null, AtLeast: false, 2),
        new(NewConnections.Rate, Contender.Urelay, Contender.UrelayWithoutAudit, AtLeast: true, 0.95),
        new(NewConnections.Rate, Contender.NamedFlows, Contender.HaproxySplice, AtLeast: true, 1.0),
        new(NewConnections.Rate, Contender.ManyRules, Contender.FewRules, AtLeast: true, 0.98),
        new(NewNames.OnSqlite, Contender.Urelay, null, AtLeast: true, 20_000), new(NewNames.OnPostgres, Contender.Urelay, null, AtLeast: true, 30_000),
        new(NewNames.OfServerAlone, Contender.Urelay, null, AtLeast: true, 30.0 / 57),
    ];

    public string Title => $"{Figure.Title}{(To is null ? $", {Of} ({Figure.Unit})" : $", {Of} / {To}")}";

    /// <summary>One value a round.</summary>
    public IReadOnlyList<double> Values(Results results) => To is null ? results.Of(Figure, Of) : results.Ratios(Figure, Of, To);

    /// <summary>Its row of the table of goals: wanted, median, least and greatest of the rounds.</summary>
    public string Line(IReadOnlyList<double> values)
    {
        double median = Results.Median(values);
        bool isReached = AtLeast ? median >= Limit : median <= Limit;
        return $"| {Title} | {(AtLeast ? '≥' : '≤')} {Report.Number(Limit)} | {Report.Number(median)} | {Report.Number(values.Min())} – {Report.Number(values.Max())} | {(isReached ? "reached" : "not reached")} |";
    }

    private static Goal Least(Figure figure, double limit) => new(figure, Contender.Urelay, Contender.HaproxySplice, AtLeast: true, limit);

    private static Goal Most(Figure figure, double limit) => new(figure, Contender.Urelay, Contender.HaproxySplice, AtLeast: false, limit);
}
