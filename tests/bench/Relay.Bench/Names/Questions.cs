using System.Globalization;

namespace Relay.Bench.Names;

/// <summary>
/// What is asked: 10,000 names that are known, 100 of them, or names that nobody asked for before. Servers that look records up have them below a wildcard.
/// </summary>
internal sealed class Questions(string directory)
{
    public const string NewZone = "new.bench.test";

    private const int KnownCount = 10_000, HotCount = 100;

    /// <summary>More than any server answers.</summary>
    private const int NewPerSecond = 200_000;

    private static int groups;

    /// <summary>In the order of a fixed seed, so that neighbours have nothing in common.</summary>
    public static readonly IReadOnlyList<string> Known = Names();

    /// <summary>The kinds of questions, as the table has them.</summary>
    public static readonly IReadOnlyList<Figure> Kinds = [new("DNS", "10,000 names", "1/s"), new("DNS", "100 hot names", "1/s"), new("DNS", "names never repeated", "1/s")];

    /// <summary>The file that dnsperf reads for one of the kinds.</summary>
    public string FileOf(Figure kind, int seconds)
    {
        string path = Path.Combine(directory, "questions.txt");
        File.WriteAllLines(path, kind == Kinds[0] ? Asked(Known) : kind == Kinds[1] ? Asked(Known.Take(HotCount)) : New(seconds));
        return path;
    }

    private static IEnumerable<string> New(int seconds)
    {
        int group = groups++;
        return Asked(Enumerable.Range(0, NewPerSecond * seconds).Select(i => string.Create(CultureInfo.InvariantCulture, $"n{i}.g{group}.{NewZone}")));
    }

    private static IEnumerable<string> Asked(IEnumerable<string> names) => names.Select(name => $"{name} AAAA");

    private static string[] Names()
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, KnownCount).Select(_ => string.Create(CultureInfo.InvariantCulture, $"r{random.NextInt64(1L << 40):x10}.bench.test"))];
    }
}
