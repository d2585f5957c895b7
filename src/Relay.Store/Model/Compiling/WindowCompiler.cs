using System.Globalization;

namespace Relay.Store.Model.Compiling;

/// <summary>Rows of <c>ipv4_window</c>. A broken one rejects the change: its addresses would go out as ordinary ones.</summary>
internal static class WindowCompiler
{
    private static readonly NetPrefix IPv4 = NetPrefix.Parse("0.0.0.0/0");

    public static Windows Compile(IReadOnlyList<WindowRow> rows, Problems problems)
    {
        List<Window> windows = [];
        foreach (WindowRow row in rows)
        {
            List<string> faults = [];
            if (!CanonicalText.TryPrefix(row.Network, out NetPrefix network, out string? fault))
                faults.Add($"network {fault}");
            else if (!IPv4.Contains(network))
                faults.Add($"network {network} is not one of IPv4: write one such as 192.0.2.0/24");
            if (row.GroupId is < 0 or > ushort.MaxValue)
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"group_id {row.GroupId} has no addresses: write 0 to {ushort.MaxValue}, or NULL for static_mapping"));
            if (row.First < 0 || (faults.Count == 0 && row.First + (1L << (128 - network.Length)) - 1 > uint.MaxValue))
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"first {row.First} leaves the last address of the network without a number: write one such that it is {uint.MaxValue} at most"));
            if (faults.Count == 0 && windows.Exists(known => known.Network == network))
                faults.Add("network is there twice: delete one of the rows");
            if (faults.Count > 0)
                problems.Reject("ipv4_window", row.Network, faults);
            else
                windows.Add(new Window(network, (uint?)row.GroupId, (uint)row.First));
        }
        return new Windows(windows);
    }
}
