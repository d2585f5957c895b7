using System.CommandLine;
using Relay.Bench;
using Relay.Bench.Audit;
using Relay.Bench.Names;
using Relay.Bench.Reports;
using Relay.Bench.Rules;

Option<int> rounds = new("--rounds") { Description = "How often each measure is taken of each contender, in turn.", DefaultValueFactory = _ => 5 };
Option<int> seconds = new("--seconds") { Description = "How long each measure lasts.", DefaultValueFactory = _ => 2 };
Option<string[]> only = new("--only") { Description = "Takes only the measures and contenders whose name is, or else contains, one of these words (repeatable).", DefaultValueFactory = _ => [] };
Option<string> congestion = new("--congestion") { Description = "The congestion control of all connections, client's, relays' and server's: what the kernel calls it.", DefaultValueFactory = _ => "cubic" };
Option<DirectoryInfo> output = new("--output") { Description = "Where results.md and results.json go.", DefaultValueFactory = _ => new DirectoryInfo("out/bench") };
RootCommand command = new("Measures urelay beside what a user would pick instead.") { rounds, seconds, only, congestion, output };
command.SetAction(parsed => Run.AllAsync(
    new BenchOptions(parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(only)!, parsed.GetValue(congestion)!, parsed.GetValue(output)!.FullName)));

Option<int> domains = new("--domains") { Description = "How many rules with a domain.", DefaultValueFactory = _ => 1_000_000 };
Option<int> prefixes = new("--prefixes") { Description = "How many rules with a network beside them.", DefaultValueFactory = _ => 100_000 };
Option<int> commits = new("--commits") { Description = "How many commits are timed until they are in force.", DefaultValueFactory = _ => 300 };
Command rules = new("rules", "Measures a million rules, and the time from COMMIT to in force.") { domains, prefixes, commits, output };
rules.SetAction(parsed => RuleBench.RunAsync(parsed.GetValue(domains), parsed.GetValue(prefixes), parsed.GetValue(commits), parsed.GetValue(output)!.FullName));
command.Add(rules);
Option<int> rows = new("--rows") { Description = "How many rows each round writes into each engine.", DefaultValueFactory = _ => 400_000 };
Command audit = new("audit", "Measures rows of the audit a second into each engine.") { rounds, rows, output };
audit.SetAction(parsed => AuditRate.RunAsync(parsed.GetValue(rounds), parsed.GetValue(rows), parsed.GetValue(output)!.FullName));
command.Add(audit);
Option<long> flows = new("--rows") { Description = "How many flows the audit has.", DefaultValueFactory = _ => 10_000_000 };
Option<string[]> stores = new("--store") { Description = "A store that is measured in place of ones made for it (repeatable); psql takes its password from PGPASSWORD or ~/.pgpass.", DefaultValueFactory = _ => [] };
Option<int> repeats = new("--rounds") { Description = "How often each report is run.", DefaultValueFactory = _ => 3 };
Command reports = new("reports", "Measures the reports of sql/reports on a large audit.") { flows, repeats, stores, output };
reports.SetAction(parsed => ReportTimes.RunAsync(parsed.GetValue(flows), parsed.GetValue(repeats), parsed.GetValue(stores)!, parsed.GetValue(output)!.FullName));
command.Add(reports);
Command dns = new("dns", "Measures DNS servers: the built-in listener, PowerDNS with several backends, and unbound.") { rounds, seconds, only, output };
dns.SetAction(parsed => NameBench.RunAsync(
    new BenchOptions(parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(only)!, "", parsed.GetValue(output)!.FullName)));
command.Add(dns);
return await command.Parse(args).InvokeAsync();
