using System.Text;

namespace Relay.Store.Model.Compiling;

/// <summary>Enum members as columns spell them: <c>SocksName</c> is <c>socks_name</c>.</summary>
internal static class Words
{
    public static bool TryParse<T>(string text, out T value) where T : struct, Enum
    {
        foreach (T candidate in Enum.GetValues<T>())
        {
            value = candidate;
            if (Of(candidate) == text)
                return true;
        }
        value = default;
        return false;
    }

    /// <summary>All words of a column, for messages: <c>tcp, udp</c>.</summary>
    public static string List<T>() where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Of));

    private static string Of<T>(T value) where T : struct, Enum
    {
        StringBuilder word = new();
        foreach (char letter in value.ToString())
        {
            if (char.IsAsciiLetterUpper(letter) && word.Length > 0)
                word.Append('_');
            word.Append(char.ToLowerInvariant(letter));
        }
        return word.ToString();
    }
}
