using System.Text;

namespace Relay.Worker.Linux;

/// <summary>
/// Lines of ours beside a program that shares our terminal. Not by System.Console, which switches a terminal's keypad mode at first use (<c>ESC [?1h</c>), under
/// the program's feet; nor by FileStream, which writes to a file at a place of its own, over what the program wrote.
/// </summary>
internal static class StandardError
{
    private const int Descriptor = 2;

    /// <summary>Writes as far as it goes: where standard error is closed, there is nobody to tell.</summary>
    public static void WriteLine(string line)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(line + "\n");
        while (!rest.IsEmpty && Libc.Write(Descriptor, rest) is { Succeeded: true, Count: var count })
            rest = rest[count..];
    }
}
