namespace Relay.Store.Tests.Docs;

/// <summary>The checkout that the tests were built from: documents and SQL files are read where they lie.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "out", ".git"];

    public static string Root { get; } = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    /// <summary>The files of a folder, relative to the root, in order of name.</summary>
    public static IReadOnlyList<string> FilesIn(string folder, string pattern) =>
        [.. Directory.GetFiles(PathOf(folder), pattern).Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal)];

    /// <summary>Every document of the checkout.</summary>
    public static IEnumerable<string> Documents(string? directory = null)
    {
        directory ??= Root;
        foreach (string file in Directory.GetFiles(directory, "*.md"))
            yield return Path.GetRelativePath(Root, file);
        foreach (string below in Directory.GetDirectories(directory).Where(path => !NotOurs.Contains(Path.GetFileName(path))))
        {
            foreach (string document in Documents(below))
                yield return document;
        }
    }

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "UniversalRelay.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException($"no checkout above {AppContext.BaseDirectory}");
    }
}
