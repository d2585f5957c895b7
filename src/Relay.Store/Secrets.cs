using System.Text.RegularExpressions;

namespace Relay.Store;

/// <summary>Takes passwords out of what a user wrote, before it is repeated to him: a location may stand where it should not.</summary>
public static partial class Secrets
{
    public static string Hide(string text) => InUrl().Replace(Named().Replace(text, "$1=…"), "$1…@");

    // A password may hold an @ that should have been written as %40: up to the last.
    [GeneratedRegex("(://|^|[ '])[^ ']*@")]
    private static partial Regex InUrl();

    [GeneratedRegex("(password|pwd) *= *('[^']*'|\"[^\"]*\"|[^;'\"]*)", RegexOptions.IgnoreCase)]
    private static partial Regex Named();
}
