using Relay.Worker.Linux;

namespace Relay.Worker.Commands;

/// <summary>Where the store and the journal lie when nobody says: <c>urelay</c> in the user's state directory (XDG Base Directory Specification).</summary>
internal static class StateDirectory
{
    /// <summary>A path in the directory, which is made, for the user alone. A user without a usable home gets one under <c>/var/tmp</c>.</summary>
    /// <exception cref="UsageException">There is no place for it.</exception>
    public static string PathOf(string name)
    {
        foreach (string directory in Candidates())
        {
            if (TryMake(directory))
                return Path.Combine(directory, name);
        }
        throw new UsageException("there is no directory for state: set XDG_STATE_HOME, or --store");
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state && Path.IsPathRooted(state))
            yield return Path.Combine(state, "urelay");
        if (Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home && Directory.Exists(home))
            yield return Path.Combine(home, ".local/state/urelay");
        yield return $"/var/tmp/urelay-{Libc.UserId}";
    }

    /// <summary>Somebody else's directory, which /var/tmp may hold, is none.</summary>
    private static bool TryMake(string directory)
    {
        const UnixFileMode OnlyMine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        try
        {
            DirectoryInfo made = Directory.CreateDirectory(directory, OnlyMine);
            return made.LinkTarget is null && Libc.OwnerOf(directory) == Libc.UserId && Libc.IsWritable(directory);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
