namespace Relay.Store.Model;

/// <summary>How many addresses of the family that is tried first, and then of the other, have their turn (RFC 8305 section 4: the First Address Family Count).</summary>
public readonly record struct FamilyCounts(int First, int Other)
{
    public static readonly FamilyCounts One = new(1, 1);

    /// <summary>Reads two numbers from 1 to 9: <c>2,1</c>.</summary>
    public static bool TryParse(string text, out FamilyCounts counts)
    {
        bool parsed = text is [>= '1' and <= '9', ',', >= '1' and <= '9'];
        counts = parsed ? new FamilyCounts(text[0] - '0', text[2] - '0') : default;
        return parsed;
    }
}
