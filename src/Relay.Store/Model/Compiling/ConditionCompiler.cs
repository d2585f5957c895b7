using Relay.Store.Model.Rules;
using static Relay.Store.Model.Compiling.CanonicalText;

namespace Relay.Store.Model.Compiling;

/// <summary>
/// The columns <c>ports</c>, <c>client</c>, <c>listener</c>, <c>transport</c> and <c>learnt_by</c>; rules with the same text share the result.
/// </summary>
internal sealed class ConditionCompiler
{
    private readonly Dictionary<(string?, string?, string?, string?, string?), (FlowConditions Conditions, string[] Faults)> known =
        new() { [default] = (FlowConditions.None, []) };

    /// <returns>The conditions, and what is wrong.</returns>
    public (FlowConditions Conditions, string[] Faults) Compile(RuleRow row)
    {
        var key = (row.Ports, row.Client, row.Listener, row.Transport, row.LearntBy);
        if (!known.TryGetValue(key, out (FlowConditions Conditions, string[] Faults) result))
        {
            List<string> faults = [];
            FlowConditions conditions = new(
                Ports(row.Ports, faults), Client(row.Client, faults), Listener(row.Listener, faults),
                Word<Transport>("transport", row.Transport, faults), Word<LearntBy>("learnt_by", row.LearntBy, faults));
            known[key] = result = (conditions, [.. faults]);
        }
        return result;
    }

    private static PortList? Ports(string? text, List<string> faults)
    {
        PortList? ports = null;
        if (text is not null && !PortList.TryParse(text, out ports))
            faults.Add($"ports {Quote(text)} is not a list of ports: write one such as 443 or 80,8000-8999, each 1 to 65535, without spaces");
        return ports;
    }

    private static NetPrefix? Client(string? text, List<string> faults)
    {
        if (text is null)
            return null;
        if (!TryPrefix(text, out NetPrefix client, out string? fault))
            faults.Add($"client {fault}");
        return client;
    }

    private static string? Listener(string? text, List<string> faults)
    {
        if (text is "")
            faults.Add("listener is empty: write NULL for all listeners");
        return text;
    }

    private static T? Word<T>(string column, string? text, List<string> faults) where T : struct, Enum
    {
        if (text is null)
            return null;
        if (!Words.TryParse(text, out T word))
            faults.Add($"{column} {Quote(text)} is none of {Words.List<T>()}");
        return word;
    }
}
