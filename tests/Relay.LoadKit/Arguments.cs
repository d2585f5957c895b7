using System.Globalization;
using System.Net;

namespace Relay.LoadKit;

/// <summary>The command line: a mode, then <c>key=value</c>.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> values;

    private Arguments(string mode, Dictionary<string, string> values) => (Mode, this.values) = (mode, values);

    public string Mode { get; }

    /// <summary>The endpoints of <c>target</c> and <c>ports</c>, taken in turn: one endpoint has only so many ports of clients.</summary>
    public IPEndPoint[] Targets => [.. Ports.Select(port => new IPEndPoint(IPAddress.Parse(values["target"]), port))];

    public int[] Ports
    {
        get
        {
            int[] ends = [.. values["ports"].Split('-').Select(port => int.Parse(port, CultureInfo.InvariantCulture))];
            return [.. Enumerable.Range(ends[0], ends[^1] - ends[0] + 1)];
        }
    }

    public static Arguments Parse(string[] words) =>
        new(words[0], words.Skip(1).Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]));

    public int Number(string key) => int.Parse(values[key], CultureInfo.InvariantCulture);
}
