using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Relay.Store;
using Relay.Store.Model;
using Relay.Store.Telemetry;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Flows;

/// <summary>
/// The audit rows of flows to addresses that nobody was given, which clients make as fast as they like: so many a minute have a row each. Of the others the last one of each client has
/// one, at the end of the minute, which says how many they were. Shared by the loops.
/// </summary>
internal sealed class Guesses : IDisposable
{
    /// <summary>Rows a period of flows that have one each: of one client, and of all.</summary>
    public const int RowsPerClient = 60, RowsOfAll = 600;

    /// <summary>Clients with a count of their own; those beyond share one.</summary>
    public const int MostClients = 256;

    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly IFlowJournal journal;
    private readonly TimeProvider time;
    private readonly Episode untold;
    private readonly Lock gate = new();
    private readonly Dictionary<NetAddress, Count> clients = [];
    private Count others;
    private int rows;
    private ITimer? timer;

    public Guesses(IFlowJournal journal, ILogger logger, TimeProvider time)
    {
        (this.journal, this.time) = (journal, time);
        untold = new Episode(time, Period, why => Log.GuessesCounted(logger, why), (_, count) => Log.GuessesNoLongerCounted(logger, count));
    }

    /// <summary>Whether the flow, which has ended, has a row of its own; else it is counted here, and the record is kept.</summary>
    public bool MayRecord(FlowRecord flow)
    {
        lock (gate)
        {
            timer ??= time.CreateTimer(_ => EndPeriod(), null, Period, Timeout.InfiniteTimeSpan);
            ref Count count = ref CountOf(flow.ClientAddress);
            if (rows < RowsOfAll && count.Rows < RowsPerClient)
            {
                rows++;
                count.Rows++;
                return true;
            }
            count.More++;
            count.Last = flow;
        }
        untold.Note($"of one client {RowsPerClient} a minute, of all {RowsOfAll}; first {flow.ClientAddress}");
        return false;
    }

    /// <summary>Records what is counted so far. The journal must still take it.</summary>
    public void Dispose()
    {
        EndPeriod();
        untold.Dispose();
    }

    private ref Count CountOf(NetAddress client)
    {
        if (clients.Count >= MostClients && !clients.ContainsKey(client))
            return ref others;
        return ref CollectionsMarshal.GetValueRefOrAddDefault(clients, client, out _);
    }

    private void EndPeriod()
    {
        Count[] ended;
        Count beyond;
        lock (gate)
        {
            timer?.Dispose();
            timer = null;
            ended = [.. clients.Values];
            beyond = others;
            clients.Clear();
            others = default;
            rows = 0;
        }
        foreach (Count count in ended)
            Record(count, "this client");
        Record(beyond, "other clients");
    }

    private void Record(in Count count, string whose)
    {
        if (count.Last is not { } flow)
            return;
        string more = $"the last of {count.More} flows of {whose} to unknown addresses within a minute that share this row";
        flow.Error = flow.Error is { } error ? $"{error}; {more}" : more;
        _ = journal.Append(flow, admitted: false);
    }

    private struct Count
    {
        public int Rows;
        public long More;
        public FlowRecord? Last;
    }
}
