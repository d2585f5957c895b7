using Relay.Store.Audit;
using Relay.Store.Model;

namespace Relay.Store.Sql;

/// <summary>The columns of <c>connection</c> in the order in which both engines are given them.</summary>
internal static class FlowColumns
{
    // worker.id · 2³⁶ + n
    private const int FlowBits = 36;

    public static readonly string[] Names =
    [
        "id", "worker", "listener", "transport", "client_address", "client_port", "asked_address", "asked_port", "domain", "learnt_by", "rule_id", "address_rule_id",
        "rewrites", "target_domain", "target_address", "target_port", "upstream", "remote_address", "remote_port", "bytes_up", "bytes_down",
        "accepted_at", "dialed_at", "ended_at", "outcome", "error", "revision", "dialing_at", "attempts",
    ];

    /// <summary>
    /// The later record wins, unless it says less: a record that comes again, or late, takes no end back, nor does the guess of a start that finds the
    /// journal's last pages missing after a power failure. The order is that of <see cref="OutcomeOrder"/>. A flow's id and time of accept never change.
    /// </summary>
    public static string Upsert(string key) => $"""
        ON CONFLICT ({key}) DO UPDATE SET {string.Join(", ", Names.Where(name => name is not ("id" or "accepted_at")).Select(name => $"{name} = excluded.{name}"))}
        WHERE {Rank("excluded")} >= {Rank("connection")}
        """;

    /// <summary>The values of a row, one for each name.</summary>
    public static void Fill(FlowRecord flow, Span<SqlValue> values)
    {
        int i = 0;
        values[i++] = flow.Id;
        values[i++] = flow.Id >> FlowBits;
        values[i++] = flow.Listener;
        values[i++] = EnumText<Transport>.Of(flow.Transport);
        values[i++] = flow.ClientForm == ClientForm.Address ? flow.ClientAddress : new AuditedClient(flow.ClientForm, flow.ClientAddress).ToString();
        values[i++] = flow.ClientPort;
        values[i++] = SqlValue.Of(flow.AskedAddress);
        values[i++] = flow.AskedPort;
        values[i++] = flow.Domain;
        values[i++] = flow.LearntBy is { } learnt ? EnumText<LearntBy>.Of(learnt) : null;
        values[i++] = SqlValue.Of(flow.RuleId);
        values[i++] = SqlValue.Of(flow.AddressRuleId);
        values[i++] = flow.Rewrites;
        values[i++] = flow.TargetDomain;
        values[i++] = SqlValue.Of(flow.TargetAddress);
        values[i++] = SqlValue.Of(flow.TargetPort);
        values[i++] = flow.Upstream;
        values[i++] = SqlValue.Of(flow.RemoteAddress);
        values[i++] = SqlValue.Of(flow.RemotePort);
        values[i++] = flow.BytesUp;
        values[i++] = flow.BytesDown;
        values[i++] = new DateTime(flow.AcceptedAt, DateTimeKind.Utc);
        values[i++] = SqlValue.OfTime(flow.DialedAt);
        values[i++] = SqlValue.OfTime(flow.EndedAt);
        values[i++] = EnumText<Outcome>.Of(flow.Outcome);
        values[i++] = flow.Error;
        values[i++] = flow.Revision;
        values[i++] = SqlValue.OfTime(flow.DialingAt);
        values[i] = flow.Attempts is { } attempts ? AttemptJson.Of(attempts) : null;
    }

    /// <summary>One record for each id, as the rule of <see cref="Upsert"/> would leave it: PostgreSQL updates no row twice in a statement.</summary>
    public static IReadOnlyCollection<FlowRecord> Newest(IReadOnlyList<FlowRecord> records)
    {
        Dictionary<long, FlowRecord> newest = new(records.Count);
        foreach (FlowRecord record in records)
        {
            if (!newest.TryGetValue(record.Id, out FlowRecord? earlier) || record.Outcome.Replaces(earlier.Outcome))
                newest[record.Id] = record;
        }
        return newest.Values;
    }

    private static string Rank(string row) => $"CASE {row}.outcome WHEN 'open' THEN 0 WHEN 'lost' THEN 1 ELSE 2 END";
}
