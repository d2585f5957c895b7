using System.Runtime.InteropServices;

namespace Relay.Worker.Linux;

/// <summary>strerror(3).</summary>
internal static class ErrnoText
{
    public static string ToText(this Errno error) => Marshal.GetPInvokeErrorMessage((int)error);
}
