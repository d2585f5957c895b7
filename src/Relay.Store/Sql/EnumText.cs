using System.Text;

namespace Relay.Store.Sql;

/// <summary>The members of an enum as tables spell them: <c>NameNotFound</c> is <c>name_not_found</c>.</summary>
internal static class EnumText<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> Texts = Enum.GetValues<T>().ToDictionary(value => value, value => Spell(value.ToString()));

    public static string Of(T value) => Texts[value];

    private static string Spell(string name)
    {
        StringBuilder text = new();
        foreach (char letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
