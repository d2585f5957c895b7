using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Relay.PdnsBackend.Answering;
using Relay.PdnsBackend.Connecting;
using Relay.PdnsBackend.Serving;
using Relay.Store;
using Relay.Store.Model;

namespace Relay.PdnsBackend;

/// <summary><c>urelay-pdns</c>: PowerDNS' co-process over standard input and output, or a process that serves on a socket.</summary>
internal static class CommandLine
{
    private const int UsageError = 2;

    /// <summary>unix(7): <c>sun_path</c> has 108 bytes with its zero.</summary>
    private const int MaxSocketPath = 107;

    private static readonly PhantomOptions Default = new();

    public static int Run(string[] args)
    {
        Option<string?> store = new("--store")
        {
            Description = "The store: a file path (SQLite), postgres://user:password@host:port/database, or a connection string. "
                + $"Default: the environment variable {StoreOptions.EnvironmentVariable}.",
            HelpName = "STORE",
        };
        Option<string?> storeFile = new("--store-file")
        {
            Description = $"A file with one line, what --store would say: so that a password stands on no command line. Default: {StoreOptions.FileEnvironmentVariable}.", HelpName = "FILE",
        };
        Option<string> listener = new("--listener")
        {
            Description = "The view: names are answered from the pool of this listener, or where it has none from the pool for all.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "",
        };
        Option<string?> state = new("--state")
        {
            Description = "A directory to keep the highest phantom id in, so that a restored copy of a PostgreSQL database gives none again. That of an SQLite store lies beside its file.",
            HelpName = "DIRECTORY",
        };
        Option<int> perClient = Number("--new-names-per-client", "Names a second that one client may get new phantom addresses for; ten seconds' worth at once.", Default.NewNamesPerClient);
        Option<int> all = Number("--new-names", "The same of all clients of this process together.", Default.NewNames);
        Option<long> most = Number("--max-names", "Names with a phantom address, retired ones included, at most.", Default.MaxNames);
        Option<string[]> forwarder = new("--forwarder")
        {
            Description = "An address or network that asks for many clients, and has no limit of its own (repeatable).", HelpName = "NETWORK", DefaultValueFactory = _ => [],
        };
        forwarder.Validators.Add(result =>
        {
            foreach (string wrong in result.Tokens.Select(token => token.Value).Where(value => !NetPrefix.TryParse(value, out _)))
                result.AddError($"--forwarder '{wrong}' is not an address or network such as 192.0.2.0/24");
        });
        Option<bool> zones = new("--zones")
        {
            Description = "Each row of dns_zone is a zone of its own to PowerDNS, with its SOA and NS. Not where PowerDNS signs (DNSSEC): its key is that of '.'.",
        };
        Option<string?> control = Socket(
            "--control", "PowerDNS' control socket, SOCKET-DIR/pdns.controlsocket or pdns-NAME.controlsocket: its caches are emptied after each change of the tables.");
        Option<string?> serve = Socket(
            "--serve", "Serves all of PowerDNS' threads on this Unix socket, by the pipe and the remote protocol; 'systemd': on the socket that systemd passes.");
        Option<string?> connect = Socket(
            "--connect", "A thin co-process: passes PowerDNS' questions on to the process that serves on this socket. Goes with no other option.");
        RootCommand root = new("PowerDNS' backend of Universal Relay: answers names with phantom addresses. Started by pdns_server (pipe-command), or as a service with --serve.")
        {
            serve,
            connect,
            control,
            store,
            storeFile,
            listener,
            zones,
            state,
            perClient,
            all,
            most,
            forwarder,
        };
        root.SetAction(parsed =>
        {
            if (parsed.GetValue(connect) is { } server)
                return parsed.Tokens.Count == 2 ? ThinProcess.Run(server) : Refuse("--connect goes with no other option: the process that serves has them");
            string? location;
            try
            {
                location = LocationOf(parsed.GetValue(store), parsed.GetValue(storeFile));
            }
            catch (StoreUnavailableException unreadable)
            {
                return Refuse(unreadable.Message);
            }
            if (location is null)
                return Refuse($"no store: name one with --store, --store-file, or in {StoreOptions.EnvironmentVariable}");
            StoreOptions options = new()
            {
                Location = location,
                StateDirectory = parsed.GetValue(state),
                Phantoms = new PhantomOptions
                {
                    NewNamesPerClient = parsed.GetRequiredValue(perClient),
                    NewNames = parsed.GetRequiredValue(all),
                    MaxNames = parsed.GetRequiredValue(most),
                    Forwarders = [.. parsed.GetRequiredValue(forwarder).Select(NetPrefix.Parse)],
                },
            };
            BackendOptions backend = new()
            {
                Store = options,
                View = new BackendView(parsed.GetRequiredValue(listener), parsed.GetValue(zones)),
                ControlSocket = parsed.GetValue(control),
            };
            try
            {
                return parsed.GetValue(serve) is { } where ? ServingProcess.Run(where, backend) : CoProcess.Run(backend);
            }
            catch (IOException unusable)
            {
                return Refuse(unusable.Message);
            }
        });
        ParseResult result = root.Parse(args);
        return result.Errors.Count > 0 ? Refuse($"{Secrets.Hide(result.Errors[0].Message).TrimEnd('.')} (see urelay-pdns --help)") : result.Invoke();
    }

    /// <summary>The location that was named in one of the ways, and can be read; null where none was.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read.</exception>
    private static string? LocationOf(string? text, string? file)
    {
        if (text is not null && file is not null)
            throw new StoreUnavailableException("--store and --store-file: write one of them");
        if (text is null && file is null)
        {
            text = Variable(StoreOptions.EnvironmentVariable);
            file = text is null ? Variable(StoreOptions.FileEnvironmentVariable) : null;
        }
        string? location = file is null ? text : StoreFile.Read(file);
        if (location is not null)
            new StoreOptions { Location = location }.CheckLocation();
        return location;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static Option<T> Number<T>(string name, string meaning, T ofDefault)
        where T : struct, INumber<T>
    {
        Option<T> option = new(name) { Description = meaning, HelpName = "N", DefaultValueFactory = _ => ofDefault };
        option.Validators.Add(result =>
        {
            // What is no number at all has been refused with words of its own.
            if (result.Tokens.Count > 0 && T.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out T number) && number < T.One)
                result.AddError($"{name} '{number}' is not a number of names from 1");
        });
        return option;
    }

    private static Option<string?> Socket(string name, string meaning)
    {
        Option<string?> option = new(name) { Description = meaning, HelpName = "SOCKET" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value.Length: 0 or > MaxSocketPath }])
                result.AddError($"{name} '{result.Tokens[0].Value}' is no path of a socket: it may have 1 to {MaxSocketPath} characters");
        });
        return option;
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine($"urelay-pdns: {why.ReplaceLineEndings(" ")}");
        return UsageError;
    }
}
