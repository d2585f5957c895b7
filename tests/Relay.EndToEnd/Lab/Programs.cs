using Relay.TestKit;

namespace Relay.EndToEnd.Lab;

/// <summary>Where the programs under test are: built with the tests, in the same configuration.</summary>
internal static class Programs
{
    /// <summary>The checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary><c>urelay</c> in the checkout.</summary>
    public static string Worker { get; } = Built("Relay.Worker", "urelay");

    /// <summary><c>urelay-pdns</c> in the checkout.</summary>
    public static string Backend { get; } = Built("Relay.PdnsBackend", "urelay-pdns");

    /// <summary>The load generator of the tests.</summary>
    public static string LoadKit { get; } = Built("Relay.LoadKit", "loadkit", "tests");

    /// <summary><c>urelay</c> where any user can run it: the checkout may lie where only its owner can go.</summary>
    public static string ForEveryone => workerCopy.Value;

    /// <summary>The load generator, likewise.</summary>
    public static string LoadKitForEveryone => loadKitCopy.Value;

    private static readonly Lazy<string> workerCopy = new(() => CopyForEveryone(Worker)), loadKitCopy = new(() => CopyForEveryone(LoadKit));

    private static string FindRoot()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "UniversalRelay.sln")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException($"no UniversalRelay.sln above {AppContext.BaseDirectory}");
        return root;
    }

    private static string Built(string project, string program, string folder = "src")
    {
        // …/tests/Relay.EndToEnd/bin/CONFIGURATION/FRAMEWORK
        string configuration = Path.GetRelativePath(Path.Combine(Root, "tests/Relay.EndToEnd/bin"), AppContext.BaseDirectory);
        return Path.Combine(Root, folder, project, "bin", configuration.TrimEnd('/'), program);
    }

    private static string CopyForEveryone(string program)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-e2e-program-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Delete(recursive: true);
        Shell.Run("cp", "-r", Path.GetDirectoryName(program)! + "/.", directory.FullName);
        Shell.Run("chmod", "-R", "a+rX", directory.FullName);
        return Path.Combine(directory.FullName, Path.GetFileName(program));
    }
}
