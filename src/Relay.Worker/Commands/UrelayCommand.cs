using System.CommandLine;

namespace Relay.Worker.Commands;

/// <summary>The command line of <c>urelay</c>: what there is, and how it is explained.</summary>
internal static class UrelayCommand
{
    private static readonly Option<string?> Store = new("--store")
    {
        Description = "The store: an SQLite file, postgres://user:password@host:port/database, or an ADO.NET connection string. " +
            "Default: URELAY_STORE, else urelay/urelay.db in the user's state directory.",
        HelpName = "STORE",
    };

    private static readonly Option<string?> FromFile = new("--store-file")
    {
        Description = "A file with one line, what --store would say: so that a password stands on no command line. Default: URELAY_STORE_FILE.", HelpName = "FILE",
    };

    private static readonly Option<string?> Config = new("--config") { Description = "A JSON file with the same settings; options and URELAY_… variables come before it.", HelpName = "FILE" };

    private static readonly Option<string?> Journal = new("--journal")
    {
        Description = "Where the audit journal is kept until the database has it. Default: STORE.journal beside an SQLite file, else the user's state directory.",
        HelpName = "DIRECTORY",
    };

    private static readonly Option<string[]> Resolver = new("--resolver")
    {
        Description = "A DNS server of the internet side (repeatable). Default: those of /etc/resolv.conf.", HelpName = "ADDRESS", AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<string?> Unmatched = new("--unmatched") { Description = "What becomes of flows that no rule matches: relay (the default) or block.", HelpName = "relay|block" };

    private static IEnumerable<Option<string?>> Limits => [.. LimitSettings.Options, .. PhantomSettings.Options, NamingSettings.Replies];

    public static RootCommand Create() => new("Universal Relay: connects an isolated network to the Internet by relaying, with SQL tables as rules and audit log.")
    {
        Run(), Exec(), Migrate(), Explain(), Status(), Forget(), Import(),
    };

    private static Command Run()
    {
        Option<string[]> listen = new("--listen")
        {
            Description = "A listener (repeatable): transparent://[::]:8080?netns=NAME, socks://127.0.0.1:1080, dns://[::1]:53, dot://[::]:853?cert=FILE (DNS over TLS). Options: name=N, netns=NAME, device=DEV, max=FLOWS, cert=FILE, key=FILE.",
            HelpName = "URL", AllowMultipleArgumentsPerToken = false,
        };
        Option<string?> drain = new("--drain") { Description = "Seconds that open flows have after SIGTERM. Default: 10.", HelpName = "SECONDS" };
        Option<string?> metrics = new("--metrics")
        {
            Description = "Where figures are served for Prometheus, at /metrics; a loopback address, unless others are kept away. Default: nowhere; 'urelay status' needs none.",
            HelpName = "ADDRESS:PORT",
        };
        Command command = new("run", "Runs the gateway: serves listeners until SIGTERM or SIGINT; the second signal ends it at once.") { Store, FromFile, Journal, listen, Config, Resolver, Unmatched, drain, metrics };
        AddSettings(command);
        command.SetAction((line, _) => Outcomes.ExitStatusOf(() => RunCommand.RunAsync(Settings.Load(new CommandLineValues
        {
            Store = line.GetValue(Store), StoreFile = line.GetValue(FromFile), Journal = line.GetValue(Journal), ConfigFile = line.GetValue(Config), Listen = line.GetValue(listen) ?? [], Resolver = line.GetValue(Resolver) ?? [],
            Drain = line.GetValue(drain), Unmatched = line.GetValue(Unmatched), Auditing = AuditSettings.ReadFrom(line), Metrics = line.GetValue(metrics), Forwarder = line.GetValue(PhantomSettings.Forwarder) ?? [], Limits = LimitsOf(line),
        }))));
        return command;
    }

    private static Command Exec()
    {
        Option<string[]> host = new("--host") { Description = "A name with a fixed address for this program (repeatable).", HelpName = "NAME=ADDRESS", AllowMultipleArgumentsPerToken = false };
        Argument<string[]> program = new("PROGRAM") { Description = "The program and its arguments, after --.", Arity = ArgumentArity.OneOrMore };
        Command command = new("exec", "Runs one program in namespaces whose only network is the relay; no root needed. The exit status is the program's.")
        {
            Store, FromFile, Journal, host, Config, Resolver, Unmatched, program,
        };
        AddSettings(command);
        command.SetAction((line, _) => Outcomes.ExitStatusOf(() => ExecCommand.RunAsync(
            Settings.Load(new CommandLineValues
            {
                Store = line.GetValue(Store), StoreFile = line.GetValue(FromFile), Journal = line.GetValue(Journal), ConfigFile = line.GetValue(Config), Resolver = line.GetValue(Resolver) ?? [],
                Unmatched = line.GetValue(Unmatched), Auditing = AuditSettings.ReadFrom(line), Forwarder = line.GetValue(PhantomSettings.Forwarder) ?? [], Limits = LimitsOf(line),
            }),
            ExecOptions.Parse(line.GetValue(program) ?? [], line.GetValue(host) ?? []))));
        return command;
    }

    private static Command Migrate()
    {
        Option<string?> wait = new("--wait") { Description = $"Seconds to wait for others: another migrate, workers that are too old. Default: {Relay.Migrations.Patience.DefaultLimit.TotalSeconds}.", HelpName = "SECONDS" };
        Option<bool> dryRun = new("--dry-run") { Description = "Says what would be done, and does nothing." };
        Command command = new("migrate", "Creates or upgrades the schema of the store, also while workers run, and says what it did.") { Store, FromFile, Config, wait, dryRun };
        command.SetAction((line, _) => Outcomes.ExitStatusOf(() => MigrateCommand.RunAsync(
            Settings.Load(new CommandLineValues { Store = line.GetValue(Store), StoreFile = line.GetValue(FromFile), ConfigFile = line.GetValue(Config) }), line.GetValue(wait), line.GetValue(dryRun))));
        return command;
    }

    private static Command Explain()
    {
        Command command = new(
            "explain",
            "Says what would become of a flow, step by step, and why; makes no phantom and writes nothing. It stands in for a worker of this machine and network namespace with the same --resolver and --unmatched. " +
            "The exit status is 0 where the flow would be relayed, 3 where it would be refused, 1 where that cannot be told.")
        {
            ExplainOptions.Target, ExplainOptions.PortOption, ExplainOptions.ClientOption, ExplainOptions.ListenerOption, ExplainOptions.Socks, ExplainOptions.ConnectionOption,
            ExplainOptions.NoDns, ExplainOptions.Json, Store, FromFile, Journal, Config, Resolver, Unmatched,
        };
        command.SetAction((line, _) => Outcomes.ExitStatusOf(() => ExplainCommand.RunAsync(
            Settings.Load(new CommandLineValues
            {
                Store = line.GetValue(Store), StoreFile = line.GetValue(FromFile), Journal = line.GetValue(Journal), ConfigFile = line.GetValue(Config), Resolver = line.GetValue(Resolver) ?? [], Unmatched = line.GetValue(Unmatched),
            }),
            ExplainOptions.Of(line))));
        return command;
    }

    private static Command Status()
    {
        Option<bool> json = new("--json") { Description = "One JSON document, for programs." };
        Command command = new("status", "Shows how the workers of the store that run on this machine are doing. The exit status is 1 where none does.") { Store, FromFile, Journal, Config, json };
        command.SetAction((line, _) => Outcomes.ExitStatusOf(() => StatusCommand.RunAsync(Settings.Load(
            new CommandLineValues { Store = line.GetValue(Store), StoreFile = line.GetValue(FromFile), Journal = line.GetValue(Journal), ConfigFile = line.GetValue(Config) }), line.GetValue(json))));
        return command;
    }

    private static Command Forget()
    {
        Option<string?> client = new("--client") { Description = "The client, an address or a network.", HelpName = "ADDRESS" };
        Option<string?> domain = new("--domain") { Description = "The domain, and all below it. With --client: that client's flows there.", HelpName = "NAME" };
        Option<bool> dryRun = new("--dry-run") { Description = "Says how many rows that are, and removes none." };
        Command command = new("forget", "Removes the audit rows of a client or a domain.") { Store, FromFile, Config, client, domain, AuditSettings.Key, dryRun };
        command.SetAction((line, _) => Outcomes.ExitStatusOf(() => ForgetCommand.RunAsync(
            Settings.Load(new CommandLineValues { Store = line.GetValue(Store), StoreFile = line.GetValue(FromFile), ConfigFile = line.GetValue(Config), Auditing = AuditSettings.KeyOf(line) }),
            line.GetValue(client), line.GetValue(domain), line.GetValue(dryRun))));
        return command;
    }

    private static Command Import()
    {
        Command command = new(
            "import",
            "Reads lists of names and networks into rules, and replaces what an earlier import made of the list; says what it did. All or nothing, and only what differs is written.")
        {
            ImportOptions.List, ImportOptions.Files, Store, FromFile, Config, ImportOptions.Format, ImportOptions.Action, ImportOptions.Answer, ImportOptions.Upstream,
            ImportOptions.Priority, ImportOptions.Client, ImportOptions.DryRun, ImportOptions.Remove,
        };
        command.SetAction((line, _) => Outcomes.ExitStatusOf(() => ImportCommand.RunAsync(
            Settings.Load(new CommandLineValues { Store = line.GetValue(Store), StoreFile = line.GetValue(FromFile), ConfigFile = line.GetValue(Config) }), ImportOptions.Of(line))));
        return command;
    }

    private static void AddSettings(Command command)
    {
        foreach (Option<string?> option in AuditSettings.Options.Concat(Limits))
            command.Add(option);
        command.Add(PhantomSettings.Forwarder);
    }

    /// <summary>What the user wrote, by key.</summary>
    private static Dictionary<string, string?> LimitsOf(ParseResult line) => Limits.ToDictionary(option => option.Name[2..], line.GetValue);
}
