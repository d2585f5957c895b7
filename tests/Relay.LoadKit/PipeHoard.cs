using System.Runtime.InteropServices;

namespace Relay.LoadKit;

/// <summary>Holds large pipes until its standard input ends: what is left of its user's pages (pipe(7), pipe-user-pages-soft) is less.</summary>
internal static partial class PipeHoard
{
    private const int Size = 1 << 20, SetPipeSize = 1031;

    public static async Task RunAsync(Arguments arguments)
    {
        int large = 0;
        for (int i = 0; i < arguments.Number("count"); i++)
        {
            int[] ends = new int[2];
            if (pipe2(ends, 0) == 0 && fcntl(ends[1], SetPipeSize, Size) == Size)
                large++;
        }
        Console.WriteLine($"large {large}");
        _ = await Console.In.ReadToEndAsync();
    }

    [LibraryImport("libc")]
    private static partial int pipe2([Out] int[] ends, int flags);

    // Variadic, and of three words: passed like a plain one on x86-64 and arm64.
    [LibraryImport("libc")]
    private static partial int fcntl(int fd, int command, nint argument);
}
