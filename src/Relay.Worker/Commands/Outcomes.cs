using Relay.Store;
using Relay.Store.Lists;
using Relay.Worker.Isolation;
using Relay.Worker.Linux;
using Relay.Worker.Listening;

namespace Relay.Worker.Commands;

/// <summary>How failures reach the user: one line on standard error, and an exit status. 2 for what was written wrongly, 1 for what could not be done.</summary>
internal static class Outcomes
{
    public const int Failed = 1, Misused = 2;

    public static async Task<int> ExitStatusOf(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (UsageException wrong)
        {
            return Tell(wrong.Message, Misused);
        }
        catch (GateException unable)
        {
            return Tell(unable.Message, unable.ExitStatus);
        }
        catch (Exception unable) when (unable is StoreUnavailableException or ImportRejectedException or ListenerException or LinuxException)
        {
            return Tell(unable.Message, Failed);
        }
        catch (OperationCanceledException)
        {
            return Failed; // The user's second signal: there is nothing to tell.
        }
    }

    public static int Tell(string message, int status)
    {
        StandardError.WriteLine($"urelay: {message}");
        return status;
    }
}
