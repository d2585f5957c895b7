using System.Diagnostics;
using System.Globalization;

namespace Relay.TestKit.Fuzzing;

/// <summary>
/// Gives a parser damaged messages: a bounded number of them, the same each time; or for as long as <c>URELAY_FUZZ_SECONDS</c> says, those of <c>URELAY_FUZZ_SEED</c>
/// (<c>scripts/fuzz.sh</c>). What fails is told with its seed and its bytes.
/// </summary>
public static class FuzzRun
{
    public const int Messages = 20_000;

    private const int DefaultSeed = 1;

    /// <param name="samples">What is damaged: as different as they come.</param>
    /// <param name="tell">Told of the seed, and of how many messages there were.</param>
    /// <param name="check">Throws where a message does what it must not.</param>
    public static void Over(IReadOnlyList<byte[]> samples, Action<string> tell, Action<byte[]> check)
    {
        int seed = Number("URELAY_FUZZ_SEED") ?? DefaultSeed;
        TimeSpan? duration = Number("URELAY_FUZZ_SECONDS") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        tell($"seed {seed}");
        Mutator mutator = new(samples, seed);
        long began = Stopwatch.GetTimestamp();
        int count = 0;
        for (; duration is null ? count < Messages : Stopwatch.GetElapsedTime(began) < duration; count++)
        {
            byte[] message = mutator.Next();
            try
            {
                check(message);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed}, message {count}: {Convert.ToHexStringLower(message)}", failure);
            }
        }
        tell($"{count} messages");
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;
}
