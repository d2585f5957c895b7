using System.CommandLine;
using Relay.Bench;
using Relay.Bench.Audit;

Option<int> rounds = new("--rounds") { Description = "How often each measure is taken of each contender, in turn.", DefaultValueFactory = _ => 5 };
Option<int> seconds = new("--seconds") { Description = "How long each measure lasts.", DefaultValueFactory = _ => 2 };
Option<string[]> only = new("--only") { Description = "Takes only the measures and contenders whose name contains one of these words (repeatable).", DefaultValueFactory = _ => [] };
Option<DirectoryInfo> output = new("--output") { Description = "Where results.md and results.json go.", DefaultValueFactory = _ => new DirectoryInfo("out/bench") };
RootCommand command = new("Measures urelay beside what a user would pick instead.") { rounds, seconds, only, output };
command.SetAction(parsed => Run.AllAsync(
    new BenchOptions(parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(only)!, parsed.GetValue(output)!.FullName)));

Option<int> rows = new("--rows") { Description = "How many rows each round writes into each engine.", DefaultValueFactory = _ => 400_000 };
Command audit = new("audit", "Measures rows of the audit a second into each engine.") { rounds, rows, output };
audit.SetAction(parsed => AuditRate.RunAsync(parsed.GetValue(rounds), parsed.GetValue(rows), parsed.GetValue(output)!.FullName));
command.Subcommands.Add(audit);
return await command.Parse(args).InvokeAsync();
