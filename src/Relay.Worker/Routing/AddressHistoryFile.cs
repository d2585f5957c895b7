using System.Globalization;
using System.Text;
using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>
/// Keeps an <see cref="AddressHistory"/> over restarts: a file of this machine, for it is this machine's view of the network, which workers elsewhere do not share, and
/// changes with every dial, which a database is not to be bothered with. It is written whole beside itself and put in place; of several workers the last one's stays.
/// <code>
/// address TAB connected TAB milliseconds TAB failed TAB upstream        times in UTC ticks, 0: never
/// </code>
/// </summary>
internal sealed class AddressHistoryFile(string path)
{
    /// <summary>In the journal directory of a worker.</summary>
    public const string Name = "addresses";

    private const UnixFileMode OnlyMine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Takes over what is there; nothing where there is no file.</summary>
    /// <returns>How many lines made no sense.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public int Load(AddressHistory history)
    {
        if (!File.Exists(path))
            return 0;
        int strange = 0;
        foreach (string line in File.ReadLines(path, Utf8).Take(AddressHistory.DefaultCapacity))
        {
            if (TryParse(line, out KeyValuePair<(string, NetAddress), AddressRecord> entry))
                history.Load([entry]);
            else
                strange++;
        }
        return strange;
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(AddressHistory history, long now)
    {
        string fresh = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}");
        using (StreamWriter writer = new(fresh, Utf8, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OnlyMine }))
        {
            foreach (((string upstream, NetAddress address), AddressRecord record) in history.Read(now))
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{address}\t{record.ConnectedAt}\t{record.Milliseconds}\t{record.FailedAt}\t{upstream}\n"));
        }
        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>The name of an upstream has no control characters.</summary>
    private static bool TryParse(string line, out KeyValuePair<(string, NetAddress), AddressRecord> entry)
    {
        entry = default;
        if (line.Split('\t') is not [{ } text, { } connected, { } milliseconds, { } failed, { Length: > 0 } upstream]
            || !NetAddress.TryParse(text, out NetAddress address)
            || !long.TryParse(connected, NumberStyles.None, CultureInfo.InvariantCulture, out long connectedAt)
            || !int.TryParse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture, out int took)
            || !long.TryParse(failed, NumberStyles.None, CultureInfo.InvariantCulture, out long failedAt))
            return false;
        entry = KeyValuePair.Create((upstream, address), new AddressRecord(connectedAt, took, failedAt));
        return true;
    }
}
