using Relay.Store.Model;
using Relay.Store.Model.Compiling;

namespace Relay.Store.Lists;

/// <summary>A network or an address.</summary>
internal static class NetworkLine
{
    /// <returns>What is wrong with the line; null where all was taken.</returns>
    public static string? Read(ReadOnlySpan<char> line, ListEntries into)
    {
        ReadOnlySpan<char> text = LineText.WithoutComment(line, '#', ';');
        if (text.IsEmpty)
            return null;
        if (!NetPrefix.TryParse(text, out NetPrefix network))
            return CanonicalText.TryPrefix(text.ToString(), out _, out string? fault) ? null : fault;
        into.Networks.Add(network.ToString());
        return null;
    }
}
