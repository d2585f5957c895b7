using System.CommandLine;
using Relay.Store;
using Relay.Worker.Commands;
using Relay.Worker.Isolation;

if (args is [GateProcess.Name, ..])
    return GateProcess.Run(args);

ParseResult line = UrelayCommand.Create().Parse(args);
if (line.Errors.Count > 0)
    return Outcomes.Tell($"{Secrets.Hide(line.Errors[0].Message)} (see urelay --help)", Outcomes.Misused);
// The commands take signals themselves; by default the library would end the process, whatever drains, two seconds after the first.
return await line.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
