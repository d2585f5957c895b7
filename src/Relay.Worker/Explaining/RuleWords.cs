using System.Globalization;
using Relay.Store.Model;

namespace Relay.Worker.Explaining;

/// <summary>A row of <c>rule</c> in the words of its columns.</summary>
internal static class RuleWords
{
    public static IReadOnlyDictionary<string, string> ConditionsOf(RuleRow row) => Present(
        ("domain", row.Domain), ("network", row.Network), ("ports", row.Ports), ("client", row.Client), ("listener", row.Listener),
        ("transport", row.Transport), ("learnt_by", row.LearntBy));

    /// <summary><c>relay, upstream tor</c>, or <c>block, answer nxdomain</c>.</summary>
    public static string ActionOf(RuleRow row) => string.Join(", ", Present(
        (row.Action, ""), ("answer", row.Answer), ("to_domain", row.ToDomain), ("to_network", row.ToNetwork), ("to_address", row.ToAddress),
        ("to_port", row.ToPort?.ToString(CultureInfo.InvariantCulture)), ("upstream", row.Upstream), ("resolver", row.Resolver), ("resolve", row.Resolve), ("counts", row.Counts),
        ("own_host", row.OwnHost ? "" : null)).Select(pair => $"{pair.Key} {pair.Value}".TrimEnd()));

    private static Dictionary<string, string> Present(params (string Column, string? Value)[] columns) =>
        columns.Where(column => column.Value is not null).ToDictionary(column => column.Column, column => column.Value!);
}
