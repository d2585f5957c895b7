using System.Diagnostics.Metrics;
using System.Text.Json;
using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Flows;
using Relay.Worker.Hosting;
using Relay.Worker.Linux;

namespace Relay.Worker.Monitoring;

/// <summary>The instruments of a worker, docs/metrics.md. They cost nothing until they are read: all that flows do is count in plain fields of their loop.</summary>
internal sealed class WorkerInstruments
{
    /// <summary>Instruments that are read together tell of the same moment.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private readonly Gateway gateway;
    private readonly RelayStore store;
    private readonly WorkerFacts facts;
    private readonly TimeProvider time;
    private readonly long began;
    private readonly Lock gate = new();
    private GatewayFigures? last;
    private long lastRead;

    public WorkerInstruments(Meter meter, Gateway gateway, RelayStore store, WorkerFacts facts, TimeProvider time)
    {
        (this.gateway, this.store, this.facts, this.time) = (gateway, store, facts, time);
        began = time.GetTimestamp();
        DescribeWorker(meter);
        DescribeFlows(meter);
        DescribeResolvers(meter);
        DescribeLoops(meter);
        DescribeStore(meter);
    }

    private IEnumerable<ListenerFigures> Listeners => Figures.Loops.SelectMany(loop => loop.Listeners);

    /// <summary>Waits for the loops, so it is for threads that are none: those that read meters.</summary>
    private GatewayFigures Figures
    {
        get
        {
            lock (gate)
            {
                if (last is null || time.GetElapsedTime(lastRead) > Moment)
                    (last, lastRead) = (gateway.ReadAsync().GetAwaiter().GetResult(), time.GetTimestamp());
                return last;
            }
        }
    }

    private void DescribeWorker(Meter meter)
    {
        meter.CreateObservableGauge("urelay.worker.info", () => Of(1L, ("id", facts.Id), ("pid", Environment.ProcessId), ("store", facts.Store), ("version", facts.Version)),
            null, "The worker: its id in the tables worker and connection, its process, its store.");
        meter.CreateObservableGauge("urelay.worker.uptime", () => time.GetElapsedTime(began).TotalSeconds, "s", "Since the worker began to serve.");
        meter.CreateObservableGauge("urelay.descriptors.used", () => (long)OpenDescriptors.Count(), "{descriptor}", "Files, sockets and pipes that the process has open.");
        meter.CreateObservableGauge("urelay.descriptors.limit", () => (long)Math.Min(Libc.OpenFilesLimit(), long.MaxValue), "{descriptor}", "The limit of open files.");
    }

    private void DescribeFlows(Meter meter)
    {
        meter.CreateObservableUpDownCounter("urelay.flows.open", () => Figures.Open.Select(listener => Of(listener.Value, ("listener", listener.Key))), "{flow}", "Flows that are open.");
        meter.CreateObservableGauge("urelay.flows.limit", () => (long)Figures.FlowLimit, "{flow}", "Flows that may be open at once: --max-flows, or what the limit of open files has room for.");
        meter.CreateObservableCounter("urelay.flows.accepted", () => Listeners.Select(each => Of(each.Accepted, ("listener", each.Listener))), "{flow}",
            "Connections that became flows, refused ones too.");
        meter.CreateObservableCounter("urelay.flows.ended", () => Listeners.SelectMany(EndsOf), "{flow}", "Flows that ended, by the outcomes of the audit.");
        meter.CreateObservableCounter("urelay.flows.refused", () => RefusalsBy(Figures.Refused), "{flow}", "Flows that were refused for want of room, by the limit.");
        meter.CreateObservableCounter("urelay.accept.pauses", () => Figures.AcceptPauses, "{pause}", "How often accepting paused: no descriptors, or no memory.");
        meter.CreateObservableCounter("urelay.relayed", () => Listeners.SelectMany(each => new[]
        {
            Of(each.BytesUp, ("listener", each.Listener), ("direction", "up")),
            Of(each.BytesDown, ("listener", each.Listener), ("direction", "down")),
        }), "By", "Bytes relayed from clients (up) and to them (down), of open flows too.");
        meter.CreateObservableCounter("urelay.dns.replies", () => Figures.Loops.SelectMany(loop => loop.Dns).Select(each => Of(each.Replies, ("listener", each.Listener), ("kind", each.Kind.ToString().ToLowerInvariant()))),
            "{reply}", "Replies of the DNS listeners.");
    }

    private void DescribeResolvers(Meter meter)
    {
        meter.CreateObservableCounter("urelay.resolver.lookups", () => new[]
        {
            Of(Figures.Loops.Sum(loop => loop.Resolver.Hits), ("answer", "cached")),
            Of(Figures.Loops.Sum(loop => loop.Resolver.Misses), ("answer", "asked")),
            Of(Figures.Loops.Sum(loop => loop.Resolver.Stale), ("answer", "stale")),
        }, "{lookup}", "Look-ups of a name and type on the internet side: answered from the cache, asked for, and told out of date because nobody answered.");
        meter.CreateObservableCounter("urelay.resolver.prefetches", () => Figures.Loops.Sum(loop => loop.Resolver.Prefetches), "{question}", "Much used answers that were asked for anew before their time was over.");
        meter.CreateObservableCounter("urelay.resolver.failures", () => Figures.Loops.Sum(loop => loop.Resolver.Failures), "{question}", "Questions that no server, or daemon, answered.");
    }

    private void DescribeLoops(Meter meter)
    {
        meter.CreateObservableUpDownCounter("urelay.loop.flows", () => OfLoops(loop => loop.Flows), "{flow}", "Flows that live on the loop, also those that are being refused.");
        meter.CreateObservableGauge("urelay.loop.lag", () => OfLoops(loop => loop.Lag.TotalSeconds), "s", "The longest turn of the last 15 to 30 seconds: so late an event may have been served.");
        meter.CreateObservableCounter("urelay.loop.busy", () => OfLoops(loop => loop.Busy.TotalSeconds), "s", "The time that the loop has worked, not waited.");
        meter.CreateObservableUpDownCounter("urelay.pipes.made", () => OfLoops(loop => loop.Pipes), "{pipe}", "Pipes for splice, lent or idle.");
        meter.CreateObservableUpDownCounter("urelay.pipes.idle", () => OfLoops(loop => loop.IdlePipes), "{pipe}", "Pipes that wait for the next use.");
        meter.CreateObservableCounter("urelay.pipes.refused", () => OfLoops(loop => loop.RefusedPipes), "{pipe}", "How often there was no pipe, and bytes were copied.");
    }

    private void DescribeStore(Meter meter)
    {
        meter.CreateObservableGauge("urelay.snapshot.revision", () => Where(store.Read().Revision), null, "The revision of the tables in force; absent while there is none.");
        meter.CreateObservableGauge("urelay.problems", () => (long)store.Read().Problems, "{problem}", "What is wrong in the tables: rows of the table problem.");
        meter.CreateObservableGauge("urelay.store.readable", () => store.Read().IsReadable ? 1 : 0, null, "1 if the tables could be read when they were last looked at.");
        meter.CreateObservableGauge("urelay.phantoms.cached", () => (long)store.Read().CachedPhantoms, "{phantom}", "Names whose phantom is in memory, about.");
        meter.CreateObservableCounter("urelay.phantoms.lookups", () => store.Read().PhantomLookUps, "{lookup}", "Phantom addresses that the database was asked for.");
        meter.CreateObservableCounter("urelay.phantoms.refused", () =>
            from limit in Enum.GetValues<PhantomLimit>()
            where limit != PhantomLimit.None
            select Of(store.Phantoms.CountOf(limit), ("limit", Spell(limit))), "{refusal}", "New names and unknown phantom addresses that were refused, by the limit.");
        meter.CreateObservableGauge("urelay.journal.storing", () => Where(store.Read().Journal?.IsStoring switch { true => 1, false => 0, null => null }), null,
            "1 if the database took the audit rows when it was last given some.");
        meter.CreateObservableGauge("urelay.journal.segments", () => Where(store.Read().Journal?.Segments), "{segment}", "Segments of the audit journal that are in use.");
        meter.CreateObservableGauge("urelay.journal.size", () => Where(store.Read().Journal?.Bytes), "By", "The size of these.");
        meter.CreateObservableGauge("urelay.journal.limit", () => Where(store.Read().Journal?.Limit), "By", "The size at which the journal is full and flows are refused.");
        meter.CreateObservableGauge("urelay.journal.unread", () => Where(store.Read().Journal?.UnreadBytes), "By", "Records that the writer has not come to yet.");
        meter.CreateObservableCounter("urelay.journal.refused", () => Where(store.Read().Journal?.RefusedRecords), "{record}", "Records that found no room in the journal.");
        meter.CreateObservableCounter("urelay.journal.unrecorded_flows", () => Where(store.Read().Journal?.UnrecordedFlows), "{flow}", "Flows without a row, or without its end, because the journal was full.");
        meter.CreateObservableCounter("urelay.journal.dropped", () => Where(store.Read().Journal?.DroppedFlows), "{flow}", "Flows that the database refused in every form: they are in the log alone.");
    }

    private static IEnumerable<Measurement<long>> EndsOf(ListenerFigures listener) =>
        from outcome in Enum.GetValues<Outcome>()
        where outcome is not (Outcome.Open or Outcome.Lost or Outcome.RewriteLoop)
        select Of(listener.Ended[(int)outcome], ("listener", listener.Listener), ("outcome", Spell(outcome)));

    private IEnumerable<Measurement<T>> OfLoops<T>(Func<LoopFigures, T> value)
        where T : struct => Figures.Loops.Select(loop => Of(value(loop), ("loop", loop.Loop)));

    private static IEnumerable<Measurement<long>> RefusalsBy(IReadOnlyList<long> counts) =>
        from reason in Enum.GetValues<Refusal>()
        where reason != Refusal.None
        select Of(counts[(int)reason], ("reason", Spell(reason)));

    private static IEnumerable<Measurement<long>> Where(long? value) => value is { } known ? [new Measurement<long>(known)] : [];

    private static Measurement<T> Of<T>(T value, params (string Label, object Value)[] labels)
        where T : struct => new(value, [.. labels.Select(label => KeyValuePair.Create(label.Label, (object?)label.Value))]);

    private static string Spell<T>(T name)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(name.ToString());
}
