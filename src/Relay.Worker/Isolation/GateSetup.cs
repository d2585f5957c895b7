using System.Globalization;
using System.Text;

namespace Relay.Worker.Isolation;

/// <summary>
/// The first message to the gate:
/// <code>
/// loops NUL softOpenFiles NUL userId NUL groupId { NUL hiddenPath }
/// </code>
/// </summary>
internal sealed record GateSetup(int Loops, ulong SoftOpenFiles, int UserId, int GroupId, IReadOnlyList<string> Hidden)
{
    private const int FixedFields = 4;

    public byte[] Encode() =>
        Encoding.UTF8.GetBytes(string.Join('\0', [Text(Loops), Text(SoftOpenFiles), Text(UserId), Text(GroupId), .. Hidden]));

    /// <exception cref="FormatException">The message is none of ours.</exception>
    public static GateSetup Decode(ReadOnlySpan<byte> message)
    {
        string[] fields = Encoding.UTF8.GetString(message).Split('\0');
        if (fields.Length < FixedFields
            || !TryNumber(fields[0], out int loops) || !ulong.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong softOpenFiles)
            || !TryNumber(fields[2], out int userId) || !TryNumber(fields[3], out int groupId))
            throw new FormatException("the gate got a setup that it cannot read");
        return new GateSetup(loops, softOpenFiles, userId, groupId, fields[FixedFields..]);
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
