using System.CommandLine;
using Relay.Store;

namespace Relay.PdnsBackend;

/// <summary><c>urelay-pdns</c>: PowerDNS' co-process, speaking over standard input and output.</summary>
internal static class CommandLine
{
    private const int UsageError = 2;

    public static int Run(string[] args)
    {
        Option<string?> store = new("--store")
        {
            Description = "The store: a file path (SQLite), postgres://user:password@host:port/database, or a connection string. "
                + $"Default: the environment variable {StoreOptions.EnvironmentVariable}.",
            HelpName = "STORE",
        };
        Option<string> listener = new("--listener")
        {
            Description = "The view: names are answered from the pool of this listener, or where it has none from the pool for all.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "",
        };
        RootCommand root = new("PowerDNS' pipe co-process of Universal Relay: answers names with phantom addresses. Started by pdns_server (pipe-command), not by hand.")
        {
            store,
            listener,
        };
        root.SetAction(parsed =>
        {
            string? location = parsed.GetValue(store) ?? Environment.GetEnvironmentVariable(StoreOptions.EnvironmentVariable);
            if (string.IsNullOrEmpty(location))
                return Refuse($"no store: name one with --store or in {StoreOptions.EnvironmentVariable}");
            try
            {
                new StoreOptions { Location = location }.CheckLocation();
            }
            catch (StoreUnavailableException unreadable)
            {
                return Refuse(unreadable.Message);
            }
            using CoProcess process = new(location, parsed.GetRequiredValue(listener));
            return process.Run();
        });
        ParseResult result = root.Parse(args);
        return result.Errors.Count > 0 ? Refuse($"{result.Errors[0].Message.TrimEnd('.')} (see urelay-pdns --help)") : result.Invoke();
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine($"urelay-pdns: {why.ReplaceLineEndings(" ")}");
        return UsageError;
    }
}
