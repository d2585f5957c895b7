using System.Globalization;
using System.Text;
using Relay.Store.Model;

namespace Relay.Store.Audit;

/// <summary>What becomes of a flow that the database refuses: a row with less in it is better than none.</summary>
internal static class RefusedFlow
{
    public static void EscapeTexts(FlowRecord flow, string reason)
    {
        flow.Listener = Escape(flow.Listener);
        flow.Domain = EscapeOptional(flow.Domain);
        flow.Rewrites = EscapeOptional(flow.Rewrites);
        flow.TargetDomain = EscapeOptional(flow.TargetDomain);
        flow.Upstream = EscapeOptional(flow.Upstream);
        string note = "texts escaped, the database refused them: " + Escape(reason);
        flow.Error = flow.Error is null ? note : $"{Escape(flow.Error)}; {note}";
    }

    /// <summary>Leaves what any database takes: numbers and addresses. A rule that is gone may be why.</summary>
    public static void ClearTexts(FlowRecord flow, string reason)
    {
        flow.Listener = "";
        flow.Domain = flow.Rewrites = flow.TargetDomain = flow.Upstream = null;
        flow.RuleId = flow.AddressRuleId = null;
        flow.Error = "texts and rules left out, the database refused them: " + Escape(reason);
    }

    /// <summary>One line that keeps the flow in the log where the database does not.</summary>
    public static string Describe(FlowRecord flow) => string.Create(CultureInfo.InvariantCulture, $"""
        listener '{flow.Listener}' client {new AuditedClient(flow.ClientForm, flow.ClientAddress)} port {flow.ClientPort}
        asked {flow.AskedAddress} port {flow.AskedPort} domain '{flow.Domain}' rules {flow.RuleId},{flow.AddressRuleId}
        target '{flow.TargetDomain}' {flow.TargetAddress} port {flow.TargetPort}
        upstream '{flow.Upstream}' remote {flow.RemoteAddress} port {flow.RemotePort}
        accepted {Time(flow.AcceptedAt):o} ended {Time(flow.EndedAt):o} up {flow.BytesUp} down {flow.BytesDown} outcome {flow.Outcome}
        """).ReplaceLineEndings(" ");

    /// <summary>Printable ASCII; all else as <c>\u{hex}</c>, the backslash doubled.</summary>
    public static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char c in text)
        {
            _ = c switch
            {
                '\\' => escaped.Append(@"\\"),
                >= ' ' and <= '~' => escaped.Append(c),
                _ => escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{(int)c:x}}}"),
            };
        }
        return escaped.ToString();
    }

    private static DateTime Time(long ticks) => new(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks));

    private static string? EscapeOptional(string? text) => text is null ? null : Escape(text);
}
