using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Relay.Worker.Tests;

/// <summary>What docs/architecture.md says of the tree, held by the build.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>The stages in the order of the flow: each may use those before it.</summary>
    private static readonly string[] Stages =
    [
        "Linux", "Telemetry", "Loops", "Sockets", "Protocols", "Listening", "Handshakes", "Destinations", "Resolving", "Routing", "Dialing", "Relaying", "Flows",
        "Naming", "Explaining", "Isolation", "Hosting", "Monitoring", "Commands",
    ];

    private static readonly string Source = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../src"));

    public static TheoryData<string> Files => [.. SourceFiles()];

    [Fact]
    public void There_are_source_files() => Assert.True(SourceFiles().Count() > 200);

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_has_the_namespace_of_its_folder_and_a_readable_length(string file)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Source, file));
        Assert.True(lines.Length <= 400, "over 400 lines");
        string expected = "namespace " + Path.GetDirectoryName(file)!.Replace('/', '.') + ";";
        if (Path.GetFileName(file) is not ("Program.cs" or "AssemblyInfo.cs"))
            Assert.Contains(expected, lines);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Native_calls_are_made_in_Linux_only(string file)
    {
        if (!file.Contains("/Linux/", StringComparison.Ordinal))
            Assert.DoesNotMatch(NativeCode(), File.ReadAllText(Path.Combine(Source, file)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void SQL_is_written_in_the_store_only(string file)
    {
        if (!file.StartsWith("Relay.Store/Sql/", StringComparison.Ordinal))
            Assert.DoesNotMatch(SqlText(), File.ReadAllText(Path.Combine(Source, file)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_stage_uses_earlier_stages_only(string file)
    {
        string[] parts = file.Split('/');
        if (parts[0] != "Relay.Worker" || parts.Length < 3)
            return;
        int own = Array.IndexOf(Stages, parts[1]);
        Assert.True(own >= 0, $"{parts[1]} is no stage: give it its place in the order");
        foreach (Match used in UsedStage().Matches(File.ReadAllText(Path.Combine(Source, file))))
            Assert.True(Array.IndexOf(Stages, used.Groups[1].Value) <= own, $"{parts[1]} comes before {used.Groups[1].Value}");
    }

    [Fact]
    public void No_two_log_messages_have_the_same_event_id()
    {
        IEnumerable<string> ids = SourceFiles().SelectMany(file => LogMessage().Matches(File.ReadAllText(Path.Combine(Source, file)))).Select(match => match.Groups[1].Value);
        Assert.Empty(ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    private static IEnumerable<string> SourceFiles() =>
        from path in Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Source, path)
        where !relative.Contains("/obj/", StringComparison.Ordinal) && !relative.Contains("/bin/", StringComparison.Ordinal)
        orderby relative
        select relative;

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"\b(DllImport|LibraryImport|unsafe)\b")]
    private static partial Regex NativeCode();

    [GeneratedRegex("\"\\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM) ")]
    private static partial Regex SqlText();

    [GeneratedRegex(@"LoggerMessage\((\d+)")]
    private static partial Regex LogMessage();

    [GeneratedRegex(@"\bRelay\.Worker\.([A-Z]\w+)")]
    private static partial Regex UsedStage();
}
