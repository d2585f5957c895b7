namespace Relay.PdnsBackend.Connecting;

/// <summary>The thin co-process on its own streams.</summary>
internal static class ThinProcess
{
    private const int UsageError = 2;

    public static int Run(string server)
    {
        try
        {
            using Stream input = Console.OpenStandardInput(), output = Console.OpenStandardOutput();
            using ServerLink link = new(server, Console.Error, TimeProvider.System);
            new ThinClient(link).Run(input, output);
            return 0;
        }
        catch (ArgumentException)
        {
            Console.Error.WriteLine($"urelay-pdns: --connect '{server}' is no path of a socket: it may have 1 to 107 characters");
            return UsageError;
        }
    }
}
